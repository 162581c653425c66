#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The fetcher against servers that mean it no good: what it takes, what it
refuses, and whom it never connects to.

    test_fetch.py ASK
"""
import collections
import gzip
import hashlib
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "lint")]
from tap import Tap  # noqa: E402
import played  # noqa: E402
from played import (ELSEWHERE, HERE, Authority, Listener, Server,  # noqa: E402
                    answer, chunk, endless, redirect)

ASK = sys.argv[1]
HOST = "college.example"
DOCUMENT = b'{"id":"did:web:college.example"}'
JSON = [("Content-Type", "application/json")]
tap = Tap()


class World:
    """An authority, a server, and a trap on the same port of an address that
    no one may be sent to."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.authority = Authority(folder)
        self.certificate = self.authority.certificate(
            [f"DNS:{HOST}", "DNS:other.example", f"IP:{HERE}"])
        self.server = Server(self.certificate)
        self.port = self.server.port
        self.trap = Listener(ELSEWHERE, self.port)
        self.messages = collections.Counter()

    def url(self, path="/did.json", host=HOST, port=None):
        return f"https://{host}:{port or self.port}{path}"

    def setting(self, *lines, hosts=(f"host {HOST} {HERE}",), trusted=True,
                allow=HERE):
        wanted = [f"port {self.port}", *lines, *hosts]
        wanted += [f"ca {self.authority.file}"] if trusted else []
        wanted += [f"allow {allow}"] if allow else []
        path = self.folder / "setting"
        path.write_text("".join(f"{line}\n" for line in wanted))
        return path

    def ask(self, *urls, kind="key", env=None, **setting):
        lines = setting.pop("lines", ())
        run = subprocess.run(
            [ASK, self.setting(*lines, **setting), kind, *urls],
            capture_output=True, text=True, timeout=played.BOUND_S,
            check=False, env={**os.environ, **(env or {})})
        if run.returncode:
            return [{"reason": f"exit {run.returncode}: {run.stderr}"}]
        results = [json.loads(line) for line in run.stdout.splitlines()]
        for result in results:
            if result["rc"] != "ok":
                said, came, _ = result["message"].partition(" came from ")
                self.messages[f"{result['rc']}: {said}{came}"] += 1
        return results

    def expect(self, name, reason, *urls, requests=None, **how):
        """All URLs end for this reason; the trap is never connected to."""
        before, lured = self.server.connections, self.trap.connections
        results = self.ask(*(urls or [self.url()]), **how)
        reasons = reason if isinstance(reason, tuple) else (reason,)
        faults = [f"{r}" for r in results if r["reason"] not in reasons]
        if self.trap.connections != lured:
            faults.append("the trap was connected to")
        asked = self.server.asked()
        if requests is not None and len(asked) != requests:
            faults.append(f"{len(asked)} requests: {asked}")
        if requests is None and self.server.connections != before \
                and reason in ("address", "url", "port", "name", "kind"):
            faults.append("the server was connected to")
        tap.check(not faults and results, name, "\n".join(faults))
        return results[-1]


def good_answers(w):
    w.server.paths["/did.json"] = answer(
        200, DOCUMENT, "Application/DID+LD+JSON; charset=utf-8",
        [("Set-Cookie", "a=b"), ("Strict-Transport-Security", "max-age=9")])
    got = w.expect("a document is had", "had")
    tap.check(got["type"] == "application/did+ld+json"
              and got["bytes"] == len(DOCUMENT)
              and got["sha256"] == hashlib.sha256(DOCUMENT).hexdigest(),
              "with its media type, byte for byte", got)
    w.ask(w.url("/did.json"), w.url("/did.json"))
    names = [sorted(line.split(":")[0] for line in lines)
             for _, lines in w.server.requests]
    expected = sorted(["Host", "User-Agent", "Accept", "Accept-Encoding"])
    tap.check(names == [expected] * 2, "the request says no more than it must",
              w.server.requests)
    w.server.asked()
    for media_type in ("application/json", "application/did+json",
                       "application/did", "application/cid",
                       "application/ld+json;profile=\"x\""):
        w.server.paths["/did.json"] = answer(200, DOCUMENT, media_type)
        w.expect(f"{media_type} is taken", "had")


# Security cases 127, 128: this machine, private networks and their disguises:
# nobody connects to a listener on all addresses of this machine.
def private_addresses(w):
    trap = Listener("0.0.0.0")
    listeners = [trap]
    if socket.has_ipv6:
        try:
            listeners.append(Listener("::", trap.port, socket.AF_INET6))
        except OSError:
            pass  # a machine without IPv6
    hosts = [
        "127.0.0.1", "127.0.0.2", "127.255.255.254", "0.0.0.0", "10.0.0.1",
        "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "[::1]", "[::]",
        "[fc00::1]", "[fe80::1]", "[ff02::1]", "[::ffff:127.0.0.1]",
        "[::127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
        "0x7f.1", "0", "017700000001", "127.0.0.1.", "localhost",
        "localhost.", "LOCALHOST", "x.localhost", "x.localhost.",
        socket.gethostname(),
    ]
    for host in hosts:
        w.expect(f"{host} is never connected to", ("address", "name"),
                 w.url(host=host, port=trap.port),
                 lines=[f"port {trap.port}"], hosts=(), allow=None)
    for address in ("10.0.0.1", "169.254.169.254", HERE, "::1", "fd00::1",
                    "::ffff:127.0.0.1"):
        w.expect(f"a name for {address} is never connected to", "address",
                 w.url(port=trap.port), lines=[f"port {trap.port}"],
                 hosts=(f"host {HOST} {address}",), allow=None)
    tap.check(sum(x.connections for x in listeners) == 0,
              "no connection in all of this",
              [x.connections for x in listeners])
    for listener in listeners:
        listener.close()


# Security case 129: the address that was looked at is the one connected to.
def rebinding(w):
    w.server.paths["/did.json"] = answer(200, DOCUMENT)
    got = w.expect("a second answer is not asked for", "had",
                   hosts=(f"host {HOST} {HERE} {ELSEWHERE}",), requests=1)
    tap.check(got["resolved"] == 1, "the name is resolved once", got)
    w.expect("once it leads elsewhere it is refused", "address",
             hosts=(f"host {HOST} {ELSEWHERE} {HERE}",))
    w.expect("a private address after a good one refuses both", "address",
             hosts=(f"host {HOST} {HERE},{ELSEWHERE}",))
    w.expect("a private address before a good one refuses both", "address",
             hosts=(f"host {HOST} {ELSEWHERE},{HERE}",))
    many = ",".join(["93.184.216.34"] * 15 + ["10.0.0.1"])
    w.expect("a private address after many others refuses all", "address",
             hosts=(f"host {HOST} {many}",), allow=None)


# Security case 130: redirects: none for key documents and status lists.
def redirects(w):
    w.server.paths["/good"] = answer(200, DOCUMENT)
    for status in (301, 302, 303, 307, 308):
        for kind in ("key", "list"):
            w.server.paths["/did.json"] = redirect("/good", status)
            w.expect(f"{status} is not followed for a {kind}", "redirect",
                     kind=kind, requests=1)
        w.expect(f"{status} is followed for a schema", "had", kind="schema",
                 requests=2)
        for where in (ELSEWHERE, "[::1]", "0x7f000002"):
            w.server.paths["/did.json"] = redirect(w.url("/x", where), status)
            for kind in ("key", "list", "schema"):
                w.expect(f"{status} of a {kind} to {where}",
                         ("redirect", "address"), kind=kind, requests=1)
    for target in ("file:///etc/passwd", "gopher://x.example/", "ftp://x/",
                   f"http://{HOST}/", "//", "https://", "",
                   f"https://user@{HOST}:{w.port}/good",
                   f"https://{HOST}:{w.port}/good#x", "/" + "a" * 3000,
                   f"dict://{ELSEWHERE}:{w.port}/"):
        w.server.paths["/did.json"] = redirect(target)
        w.expect(f"a schema is not had from {target[:40]!r}",
                 ("redirect", "status"), kind="schema", requests=1)
    w.server.paths["/did.json"] = redirect(w.url("/x", port=22))
    w.expect("nor from port 22", "port", kind="schema", requests=1)
    w.server.paths["/did.json"] = redirect("/did.json")
    w.expect("a loop ends after three", "redirect", kind="schema", requests=4)
    for n in range(50):
        w.server.paths[f"/{n}"] = redirect(f"/{n + 1}")
    w.server.paths["/50"] = answer(200, DOCUMENT)
    w.expect("three redirects are followed", "had", w.url("/47"),
             kind="schema", requests=4)
    w.expect("four are not", "redirect", w.url("/46"), kind="schema",
             requests=4)
    w.expect("nor fifty", "redirect", w.url("/0"), kind="schema", requests=4)
    w.server.paths["/did.json"] = redirect(
        "/good", headers=[("Set-Cookie", "a=b; Path=/")])
    w.ask(w.url(), kind="schema")
    lines = [line for _, lines in w.server.requests for line in lines]
    tap.check(len(w.server.requests) == 2 and not any(
        line.lower().startswith(("cookie", "referer", "authorization"))
        for line in lines), "no cookie is carried over", lines)
    w.server.asked()


# Security case 131: user names, control characters, fragments, other ports.
def odd_urls(w):
    for url in (f"https://user@{HOST}:{w.port}/", f"https://{HOST}\\@x:1/",
                f"https://{HOST}:{w.port}/a\r\nX: y", w.url("/#x"),
                f"https://{ELSEWHERE}#@{HOST}:{w.port}/",
                f"https://{HOST}%2f@{ELSEWHERE}:{w.port}/",
                f"http://{HOST}:{w.port}/", f"HTTPS://{HOST}:{w.port}/",
                f"https://{HOST}:{w.port}/" + "a" * 2048):
        w.expect(f"{url[:60]!r} is not asked", "url", url)
    for port in (22, 25, 80, 6379, 8443, w.port + 1):
        w.expect(f"port {port} is not asked", "port", w.url(port=port))
    w.expect("a context is not asked for", "kind", kind="context")


# Security case 133: certificates and versions of TLS.
def tls(w):
    def server(certificate, version=None):
        made = Server(certificate, version)
        made.paths["/did.json"] = answer(200, DOCUMENT)
        return made

    names = [f"DNS:{HOST}"]
    rows = [
        ("an expired certificate",
         server(w.authority.certificate(names, days=-1)), "tls"),
        ("a certificate signed by itself",
         server(w.authority.certificate(names, alone=True)), "tls"),
        ("a certificate of an unknown authority",
         server(w.authority.another().certificate(names)), "tls"),
        ("a certificate of another host",
         server(w.authority.certificate(["DNS:other.example"])), "tls"),
        ("a certificate of a part of the name",
         server(w.authority.certificate(["DNS:example"])), "tls"),
        ("TLS 1.0", server(w.certificate, ssl.TLSVersion.TLSv1), "tls"),
        ("TLS 1.1", server(w.certificate, ssl.TLSVersion.TLSv1_1), "tls"),
        ("TLS 1.2", server(w.certificate, ssl.TLSVersion.TLSv1_2), "had"),
        ("TLS 1.3", server(w.certificate, ssl.TLSVersion.TLSv1_3), "had"),
    ]
    # A system that would allow more: it is the fetcher that does not.
    lax = w.folder / "openssl.cnf"
    lax.write_text("openssl_conf = a\n[a]\nssl_conf = b\n[b]\n"
                   "system_default = c\n[c]\nMinProtocol = TLSv1\n"
                   "CipherString = ALL:@SECLEVEL=0\n")
    for name, other, reason in rows:
        w.expect(f"{name}: {reason}", reason, w.url(port=other.port),
                 lines=[f"port {other.port}"], env={"OPENSSL_CONF": str(lax)})
        requests = len(other.asked())
        tap.check(other.connections == 1 and requests == (reason == "had"),
                  f"{name}: {requests} requests", other.connections)
        other.close()
    w.server.paths["/did.json"] = answer(200, DOCUMENT)
    w.expect("the system does not know the authority of this test", "tls",
             trusted=False)
    w.expect("and takes no other from the environment", "tls", trusted=False,
             env={"SSL_CERT_FILE": str(w.authority.file),
                  "SSL_CERT_DIR": str(w.folder),
                  "CURL_CA_BUNDLE": str(w.authority.file)})


def plain_text(w):
    class Plain(Listener):
        def serve(self, line):
            line.recv(100)
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n{}")

    plain = Plain()
    w.expect("a server without TLS", ("tls", "connection"),
             w.url(port=plain.port), lines=[f"port {plain.port}"])
    plain.close()


# Security case 134: answers without end: the limit is met, whatever the way.
def sizes(w):
    cap = 4096
    lines = [f"bytes {cap}", f"list-bytes {2 * cap}"]
    for size, reason in ((cap, "had"), (cap + 1, "size")):
        body = b"x" * size
        for name, play in (
                ("with its length", answer(200, body)),
                ("in chunks", endless(
                    [*JSON, ("Transfer-Encoding", "chunked"),
                     ("Connection", "close")], chunk(body) + chunk(b""), 1)),
                ("to the end of the line", endless(
                    [*JSON, ("Connection", "close")], body, 1)),
                ("in gzip", answer(200, gzip.compress(body), headers=[
                    ("Content-Encoding", "gzip")]))):
            w.server.paths["/did.json"] = play
            got = w.expect(f"{size} bytes of {cap} {name}", reason,
                           lines=lines)
            tap.check(got["bytes"] == (cap if reason == "had" else 0),
                      f"{size} bytes {name}: {got['bytes']} come in", got)
            if reason == "size":
                w.expect(f"{size} bytes {name} for a list", "had",
                         kind="list", lines=lines)
    for name, play in (
            ("10 MB", answer(200, b"x" * 10_000_000)),
            ("10 GB by its length", answer(200, DOCUMENT, length=10 ** 10)),
            ("without end", endless(JSON, b"x" * 65536)),
            ("chunks without end", endless(
                [*JSON, ("Transfer-Encoding", "chunked")],
                chunk(b"x" * 65536))),
            ("many empty lines first", endless(JSON, b"\r\n" * 30000)),
            ("a bomb", answer(200, gzip.compress(b"\0" * 50_000_000), headers=[
                ("Content-Encoding", "gzip")])),
            ("a bomb in a bomb", answer(
                200, gzip.compress(gzip.compress(b"\0" * 50_000_000)),
                headers=[("Content-Encoding", "gzip, gzip")]))):
        w.server.paths["/did.json"] = play
        before = w.server.sent
        w.expect(f"{name}: stopped by its size", "size")
        tap.check(w.server.sent - before < 40_000_000,
                  f"{name}: not all of it was sent", w.server.sent - before)
    w.server.paths["/did.json"] = answer(
        200, b"x" * 20000, headers=[("Content-Encoding", "gzip")])
    w.expect("gzip that is none", "connection")
    w.server.paths["/did.json"] = answer(200, DOCUMENT,
                                         headers=[("Content-Encoding", "rot13")])
    w.expect("an encoding that was not offered", "connection")


# Security case 134: lines of header without number, and without end.
def headers(w):
    def lines_of(count):
        # The status line, the four of `answer` and the empty one count too.
        return answer(200, DOCUMENT, headers=[
            (f"X-{i}", "y") for i in range(count - 5)])

    for count, reason in ((100, "had"), (101, "headers"), (300, "headers")):
        w.server.paths["/did.json"] = lines_of(count)
        w.expect(f"{count} lines of header", reason)

    def never_ending(line, _path):
        line.send(b"HTTP/1.1 200 OK\r\n")
        for i in range(1 << 20):
            line.send(b"X-%d: y\r\n" % i)

    def one_long(line, _path):
        line.send(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(1 << 10):
            line.send(b"y" * 65536)

    def interim(line, _path):
        for _ in range(1 << 18):
            line.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def trailing(line, _path):
        line.send(played.head(200, [*JSON, ("Transfer-Encoding", "chunked")])
                  + chunk(DOCUMENT) + b"0\r\n")
        for i in range(1 << 18):
            line.send(b"X-%d: y\r\n" % i)

    for name, play, reason in (
            ("header lines without end", never_ending, "headers"),
            ("one line without end", one_long, ("headers", "connection",
                                                "system")),
            ("interim answers without end", interim, "headers"),
            ("trailers without end", trailing, "headers")):
        w.server.paths["/did.json"] = play
        before = w.server.sent
        w.expect(name, reason)
        tap.check(w.server.sent - before < 20_000_000, f"{name}: stopped",
                  w.server.sent - before)


# Security case 134: the time is a limit too; it is set low to be met.
def slowness(w):
    def drip(line, _path):
        line.send(played.head(200, [*JSON, ("Content-Length", 100000)]))
        line.tls.settimeout(0.05)
        while True:
            line.send(b"x")
            try:
                if not line.tls.recv(1):
                    return
            except (TimeoutError, ssl.SSLWantReadError):
                pass

    def drip_headers(line, _path):
        line.send(b"HTTP/1.1 200 OK\r\nX: ")
        line.tls.settimeout(0.05)
        while True:
            line.send(b"y")
            try:
                if not line.tls.recv(1):
                    return
            except (TimeoutError, ssl.SSLWantReadError):
                pass

    def silent(line, _path):
        line.hang()

    def half(line, _path):
        line.send(played.head(200, [*JSON, ("Content-Length", 100)]) + b"x")
        line.hang()

    for name, play in (("a byte now and then", drip),
                       ("a byte of header now and then", drip_headers),
                       ("no answer", silent), ("half an answer", half)):
        w.server.paths["/did.json"] = play
        w.expect(f"{name}: the time runs out", "time", lines=["timeout 600"])

    class Mute(Listener):
        def serve(self, line):
            while line.recv(65536):
                pass

    mute = Mute()
    w.expect("a handshake that is not answered: the time runs out", "time",
             w.url(port=mute.port), lines=[f"port {mute.port}", "timeout 600"])
    mute.close()

    def late_redirect(line, path):
        played.threading.Event().wait(0.25)
        redirect("/did.json")(line, path)

    w.server.paths["/did.json"] = late_redirect
    w.expect("the time is that of all redirects together", "time",
             kind="schema", lines=["timeout 600"])
    w.server.asked()


def broken_answers(w):
    def cut(line, _path):
        line.send(played.head(200, [*JSON, ("Content-Length", 100)]) + b"{")
        played.reset(line.tls)

    for name, play, reason in (
            ("404", answer(404, DOCUMENT), "status"),
            ("500", answer(500, DOCUMENT), "status"),
            ("502", answer(502, b"<html>", "text/html"), "status"),
            ("203", answer(203, DOCUMENT), "status"),
            ("204", answer(204, b"", None), "status"),
            ("206", answer(206, DOCUMENT), "status"),
            ("401", answer(401, DOCUMENT, headers=[
                ("WWW-Authenticate", "Basic")]), "status"),
            ("304", answer(304, b""), "status"),
            ("a page", answer(200, b"<html>", "text/html"), "type"),
            ("plain text", answer(200, DOCUMENT, "text/plain"), "type"),
            ("JSON as text", answer(200, DOCUMENT, "text/json"), "type"),
            ("a picture", answer(200, DOCUMENT, "image/png"), "type"),
            ("no media type", answer(200, DOCUMENT, None), "type"),
            ("a media type without end", answer(
                200, DOCUMENT, "application/" + "x" * 1000 + "+json"), "type"),
            ("nearly JSON", answer(200, DOCUMENT, "application/jsonx"), "type"),
            ("a credential for a key", answer(200, DOCUMENT,
                                              "application/vc"), "type"),
            ("less than was promised", cut, "connection"),
            ("nothing", lambda line, path: None, "connection"),
            ("no HTTP", lambda line, path: line.send(b"hello\r\n\r\n"),
             "connection")):
        w.server.paths["/did.json"] = play
        w.expect(f"{name}: {reason}", reason)
    with socket.socket() as closed:
        closed.bind((HERE, 0))  # and does not listen
        port = closed.getsockname()[1]
        w.expect("nobody listens", "connection", w.url(port=port),
                 lines=[f"port {port}"])
    w.expect("a name that does not exist", "name",
             w.url(host="nobody.invalid"))


# Security case 135: no failure can be told from another by what is said.
def uniform_errors(w):
    tap.check(len(w.messages) == 1 and sum(w.messages.values()) > 150,
              "all these failures say the same", w.messages)
    (said,) = list(w.messages)[:1]
    tap.check(said.startswith("document-unavailable"), "in these words: "
              + said)


def environment(w):
    """Proxies, netrc and the rest of the environment are not used."""
    w.server.paths["/did.json"] = answer(200, DOCUMENT)
    proxy = Listener()
    address = f"http://{HERE}:{proxy.port}"
    home = w.folder / "home"
    home.mkdir()
    (home / ".netrc").write_text(f"machine {HOST} login a password b\n")
    (home / ".curlrc").write_text(f"proxy = {address}\n")
    w.ask(w.url(), env={
        "HOME": str(home), "http_proxy": address, "https_proxy": address,
        "HTTPS_PROXY": address, "ALL_PROXY": address, "all_proxy": address})
    lines = [line for _, lines in w.server.requests for line in lines]
    tap.check(len(w.server.requests) == 1 and proxy.connections == 0,
              "no proxy is taken from the environment", proxy.connections)
    tap.check(not any("authorization" in x.lower() for x in lines),
              "no password is taken from a file", lines)
    w.server.asked()
    proxy.close()


def cache(w):
    folder = w.folder / "cache" / "credimur"
    lines = [f"cache {folder}"]

    def fresh():
        for path in folder.glob("*"):
            path.unlink()

    for name, fields, kept in (
            ("max-age=600", [("Cache-Control", "max-age=600")], True),
            ("public, Max-Age=\"600\"",
             [("Cache-Control", "public, Max-Age=\"600\"")], True),
            ("in two lines", [("Cache-Control", "public"),
                              ("Cache-Control", "max-age=600")], True),
            ("nothing", [], False),
            ("max-age=0", [("Cache-Control", "max-age=0")], False),
            ("no-store", [("Cache-Control", "no-store, max-age=600")], False),
            ("no-cache", [("Cache-Control", "max-age=600,no-cache")], False),
            ("a second no-store", [("Cache-Control", "max-age=600"),
                                   ("Cache-Control", "no-store")], False),
            ("no number", [("Cache-Control", "max-age=ten")], False),
            ("a number and none", [("Cache-Control", "max-age=600, max-age=-1")
                                   ], False),
            ("an age beyond it", [("Cache-Control", "max-age=600"),
                                  ("Age", "600")], False),
            ("a smaller age", [("Cache-Control", "max-age=600"),
                               ("Age", "5")], True)):
        fresh()
        w.server.paths["/did.json"] = answer(200, DOCUMENT, headers=fields)
        results = w.ask(w.url(), w.url(), lines=lines)
        asked = len(w.server.asked())
        tap.check(asked == (1 if kept else 2)
                  and all(r["reason"] == "had" for r in results),
                  f"{name}: {'kept' if kept else 'not kept'}",
                  (asked, results))
        offline = w.ask(w.url(), lines=[*lines, "offline"])[0]
        tap.check(offline["reason"] == ("had" if kept else "offline")
                  and not w.server.asked(), f"{name}: offline", offline)
        if kept:
            tap.check(offline["at"] == results[0]["at"]
                      and offline["sha256"] == results[0]["sha256"],
                      f"{name}: says when it was had", offline)
    modes = {oct(p.stat().st_mode & 0o777) for p in folder.glob("*")}
    tap.check(modes == {"0o600"} and folder.stat().st_mode & 0o777 == 0o700,
              "the files are the owner's alone", modes)
    # A damaged file is fetched again and mended.
    (path,) = folder.glob("*")
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    got = w.ask(w.url(), w.url(), lines=lines)
    tap.check([r["sha256"] for r in got]
              == [hashlib.sha256(DOCUMENT).hexdigest()] * 2
              and len(w.server.asked()) == 1, "a damaged file is fetched again",
              got)
    # A failure is not kept, and what is refused is not either.
    fresh()
    w.server.paths["/did.json"] = answer(
        404, DOCUMENT, headers=[("Cache-Control", "max-age=600")])
    w.ask(w.url(), lines=lines)
    w.server.paths["/did.json"] = answer(
        200, DOCUMENT, "text/html", [("Cache-Control", "max-age=600")])
    w.ask(w.url(), lines=lines)
    tap.check(not list(folder.glob("*")), "what is refused is not kept")
    w.server.asked()
    w.expect("offline opens no socket", "offline", lines=["offline"],
             requests=0)


def main():
    with tempfile.TemporaryDirectory(prefix="credimur-net-") as folder:
        w = World(folder)
        for play in (good_answers, private_addresses, rebinding, redirects,
                     odd_urls, tls, plain_text, sizes, headers, slowness,
                     broken_answers, uniform_errors, environment, cache):
            play(w)
        tap.check(w.trap.connections == 0, "the trap was never connected to",
                  w.trap.connections)
    tap.close()


main()
