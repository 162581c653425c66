#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`credimur verify` on credentials whose issuer is on the web: the verdict,
the exit status, and how often who is asked.

    test_verify.py CREDIMUR SHIPPED_FETCH FETCH_FOR_TESTS SIGN
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "lint")]
from tap import Tap  # noqa: E402
import played  # noqa: E402
from played import ELSEWHERE, HERE, Authority, Listener, Server  # noqa: E402
from played import answer, redirect  # noqa: E402

CREDIMUR, SHIPPED, FOR_TESTS, SIGN = map(pathlib.Path, sys.argv[1:5])
HOST = "college.example"
KEY, NEXT_KEY = 1, 2  # numbers that keys are made from
AT = ["--at", "2026-06-01T12:00:00Z"]
tap = Tap()


def signed(*words):
    return subprocess.run([SIGN, *map(str, words)], capture_output=True,
                          text=True, check=True).stdout.strip()


class World:
    """The command with the fetcher of the tests beside it, where it looks for
    the one that is shipped."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.authority = Authority(folder)
        self.certificate = self.authority.certificate([f"DNS:{HOST}"])
        self.server = Server(self.certificate)
        self.port = self.server.port
        self.trap = Listener(ELSEWHERE, self.port)
        self.did = f"did:web:{HOST}%3A{self.port}"
        self.method = f"{self.did}#key-1"
        self.programs = self.folder / "libexec" / "credimur"
        self.programs.mkdir(parents=True)
        self.program = self.programs / "credimur-fetch"
        self.command = self.folder / "credimur"
        shutil.copy(CREDIMUR, self.command)
        self.place(FOR_TESTS)
        self.setting()
        self.keys = {n: signed(n) for n in (KEY, NEXT_KEY)}
        self.credential = signed(KEY, self.did, self.method)
        self.file = self.folder / "credential.json"
        self.file.write_text(self.credential)

    def place(self, program):
        self.program.unlink(missing_ok=True)
        shutil.copy(program, self.program)

    def script(self, text):
        self.program.unlink(missing_ok=True)
        self.program.write_text(text)
        self.program.chmod(0o755)

    def setting(self, *lines, address=HERE):
        (self.programs / "setting").write_text("".join(
            f"{line}\n" for line in (
                f"ca {self.authority.file}", f"port {self.port}",
                f"allow {HERE}", f"host {HOST} {address}", *lines)))

    def document(self, methods, listed=None, did=None, **more):
        """A did.json; methods: (name, number of its key, further members)."""
        did = did or self.did
        return json.dumps({
            "@context": ["https://www.w3.org/ns/did/v1",
                         "https://w3id.org/security/multikey/v1"],
            "id": did,
            "verificationMethod": [
                {"id": f"{did}#{name}", "type": "Multikey", "controller": did,
                 "publicKeyMultibase": self.keys[number], **further}
                for name, number, further in methods],
            "assertionMethod": [
                f"{did}#{name}" for name in (
                    listed if listed is not None else
                    [name for name, _, _ in methods])], **more}).encode()

    def publish(self, *methods, headers=(), **how):
        self.server.paths["/.well-known/did.json"] = answer(
            200, self.document(methods, **how), "application/did+json",
            headers)

    def run(self, *words, text=None, **more):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return subprocess.run(
            [self.command, "verify", *AT, *map(str, words)],
            input=text, stdin=None if text is not None else subprocess.DEVNULL,
            capture_output=True, text=True, timeout=played.BOUND_S,
            check=False, env={**os.environ, "HOME": str(home),
                              "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME":
                              str(self.folder / "cache"), **more})

    def forget(self):
        """What was kept of earlier runs."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def expect(self, name, status, code, *words, requests=1, file=None):
        self.forget()
        lured = self.trap.connections
        done = self.run("--json", *words, file or self.file)
        asked = self.server.asked()
        codes, verdict = [], None
        if done.stdout:
            report = json.loads(done.stdout)
            verdict = report.get("verdict")
            codes = [c["code"] for c in report.get("checks", ())
                     if c.get("result") != "pass" and c.get("code")]
        wanted = {0: "valid", 1: "invalid", 3: "undetermined"}[status]
        good = (done.returncode == status and verdict == wanted
                and (code is None or code in codes)
                and len(asked) == requests
                and self.trap.connections == lured)
        tap.check(good, name,
                  f"exit {done.returncode}, {verdict}, {codes}\n"
                  f"{len(asked)} requests: {asked}\n{done.stderr}")
        return done


def keys(w):
    """What the issuer's document says of the key decides."""
    w.publish(("key-1", KEY, {}))
    w.expect("good", 0, None)
    tap.check(w.trap.connections == 0 and w.server.connections == 1,
              "one connection", w.server.connections)
    w.publish(("key-2", NEXT_KEY, {}),
              ("key-1", KEY, {"expires": "2026-05-20T00:00:00Z"}))
    w.expect("rotated: signed before the key expired", 0, None)
    w.publish(("key-2", NEXT_KEY, {}),
              ("key-1", KEY, {"expires": "2026-05-01T00:00:00Z"}))
    w.expect("rotated: signed after the key had expired", 1, "method-expired")
    w.publish(("key-2", NEXT_KEY, {}))
    w.expect("absent: the key is no longer there", 1, "method-not-found")
    w.publish(("key-1", KEY, {}), listed=[])
    w.expect("retired: the key is not listed for this", 1,
             "method-relationship")


# Security cases 63, 64: a revoked key; that it signed before is not believed.
def compromised(w):
    w.publish(("key-1", KEY, {"revoked": "2026-05-20T00:00:00Z"}))
    w.expect("compromised: a `created` before it does not help", 1,
             "method-revoked")
    w.publish(("key-1", NEXT_KEY, {}))
    w.expect("another key under the old name", 1, "signature-mismatch")


# Security case 60: the document of another, at the issuer's address.
def foreign(w):
    w.publish(("key-1", KEY, {}), did="did:web:evil.example")
    w.expect("the document of another DID", 1, "controller-document-id")
    w.publish(("key-1", KEY, {}), did=f"did:web:{HOST}")
    w.expect("the document of the same host without its port", 1,
             "controller-document-id")


# Security cases 42, 55: nobody is asked before the cheap checks hold, and
# nobody but the issuer.
def whom_it_asks(w):
    w.publish(("key-1", KEY, {}))
    bad = json.loads(w.credential)
    del bad["credentialSubject"]["achievement"]["criteria"]
    path = w.folder / "bad.json"
    path.write_text(json.dumps(bad))
    w.expect("a credential that breaks a rule", 1, None, file=path, requests=0)
    path.write_text(signed(KEY, "did:web:other.example", w.method))
    w.expect("a key of another than the issuer", 3, "key-unavailable",
             file=path, requests=0)
    path.write_text(signed(KEY, "urn:uuid:1", w.method))
    w.expect("an issuer without an address", 3, "key-unavailable", file=path,
             requests=0)
    path.write_text(w.credential.replace("Food Safety", "Food Science"))
    w.expect("a changed text", 1, "signature-mismatch", file=path)
    issuer = f"https://{HOST}:{w.port}/issuer"
    path.write_text(signed(KEY, issuer, f"{issuer}#key-1"))
    w.server.paths["/issuer"] = answer(
        200, w.document([("key-1", KEY, {})], did=issuer))
    w.expect("an issuer at an https address", 0, None, file=path)


# Security case 132: a did:web that is none is refused, and nobody is asked.
def malformed(w):
    path = w.folder / "malformed.json"
    for did in ("did:web:College.example", "did:web:127.0.0.1",
                f"did:web:{HOST}%2Fx", f"did:web:{HOST}:..:x",
                f"did:web:{HOST}::x", f"did:web:{HOST}%3A",
                f"did:web:{HOST}:" + "a" * 10240):
        path.write_text(signed(KEY, did, f"{did}#key-1"))
        w.expect(f"{did[:40]} is none", 1, "did-web-malformed", file=path,
                 requests=0)


# Security cases 130, 133, 134: a document that cannot be had leaves the
# verdict open: never valid, and never the issuer's guilt.
def unavailable(w):
    good = w.document([("key-1", KEY, {})])

    def silent(line, _path):
        line.hang()

    rows = [
        ("a redirect to a trap", redirect(f"https://{ELSEWHERE}:{w.port}/x")),
        ("a redirect to itself", redirect("/.well-known/did.json")),
        ("404", answer(404, good)),
        ("502", answer(502, b"<html>", "text/html")),
        ("a page", answer(200, b"<html></html>", "text/html")),
        ("10 MB", answer(200, b" " * 10_000_000 + good)),
    ]
    for name, play in rows:
        w.server.paths["/.well-known/did.json"] = play
        w.expect(name, 3, "key-unavailable")
    w.server.paths["/.well-known/did.json"] = silent
    w.expect("a host that says nothing", 3, "key-unavailable",
             "--timeout", "1")
    w.server.paths["/.well-known/did.json"] = answer(200, b"not JSON")
    w.expect("a document that is none", 1, "controller-document-malformed")
    w.setting(address=ELSEWHERE)
    w.publish(("key-1", KEY, {}))
    w.expect("a host at a private address", 3, "key-unavailable", requests=0)
    w.setting()
    certificate = w.authority.certificate([f"DNS:{HOST}"], days=-1)
    context, w.server.context = w.server.context, played.context(certificate)
    w.expect("an expired certificate", 3, "key-unavailable", requests=0)
    w.server.context = context
    w.expect("offline", 3, "key-unavailable", "--offline", requests=0)
    closed = World.__new__(World)
    closed.__dict__.update(w.__dict__)
    with socket.socket() as unused:
        unused.bind((HERE, 0))
        did = f"did:web:{HOST}%3A{unused.getsockname()[1]}"
        path = w.folder / "closed.json"
        path.write_text(signed(KEY, did, f"{did}#key-1"))
        w.setting(f"port {unused.getsockname()[1]}")
        w.expect("nobody listens", 3, "key-unavailable", file=path, requests=0)
    w.setting()


# Security case 135: the report does not say why; the one at the keyboard may
# ask.
def reasons(w):
    reports = set()
    for play, words in ((answer(404, b""), "does not have the document"),
                        (redirect("/x"), "sends elsewhere"),
                        (answer(200, b"{}", "text/html"), "another type")):
        w.server.paths["/.well-known/did.json"] = play
        w.forget()
        quiet = w.run("--json", w.file)
        told = w.run("--json", "--verbose", w.file)
        reports |= {quiet.stdout, told.stdout}
        tap.check(words in told.stderr and words not in quiet.stderr
                  and words not in told.stdout,
                  f"--verbose says that it {words}", told.stderr)
    tap.check(len(reports) == 1, "the report is the same for each", reports)
    w.server.asked()


def once_a_run(w):
    """Many credentials, one question: had or not."""
    lines = w.folder / "many.ndjson"
    lines.write_text((w.credential + "\n") * 300)
    w.publish(("key-1", KEY, {}))
    w.forget()
    done = w.run("--jobs", "4", lines)
    tap.check(done.returncode == 0 and len(w.server.asked()) == 1,
              "300 lines, one request", done.stderr)
    w.server.paths["/.well-known/did.json"] = lambda line, path: None
    w.forget()
    done = w.run("--jobs", "4", lines)
    tap.check(done.returncode == 3 and len(w.server.asked()) == 1,
              "300 lines, one attempt", done.stderr)


def kept(w):
    """A document is kept as long as its server says, and its age is told."""
    w.publish(("key-1", KEY, {}), headers=[("Cache-Control", "max-age=600")])
    w.forget()
    first = w.run("--verbose", w.file)
    w.publish(("key-2", NEXT_KEY, {}))
    time.sleep(1.1)  # so that the clock shows another second
    again = w.run("--verbose", w.file)
    tap.check(first.returncode == again.returncode == 0
              and len(w.server.asked()) == 1, "asked once in two runs",
              again.stderr)
    tap.check("fetched now" in first.stderr
              and "a copy kept here" in again.stderr,
              "a kept copy is called one, with its age",
              first.stderr + again.stderr)
    (path,) = (w.folder / "cache" / "credimur").glob("*")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = w.run(w.file)
    tap.check(done.returncode == 1 and len(w.server.asked()) == 1,
              "a damaged copy is not believed", done.stdout)
    w.forget()
    w.publish(("key-1", KEY, {}))
    w.run(w.file)
    tap.check(not list((w.folder / "cache").glob("**/*.*"))
              and len(w.server.asked()) == 1, "nothing is kept unasked")


def programs(w):
    """A program that is missing, mute, mad or of another version."""
    w.publish(("key-1", KEY, {}))
    answers = {
        "that ends at once": "#!/bin/sh\nexit 1\n",
        "that says something else": "#!/bin/sh\necho hello world hello\n",
        "that promises too much":
            "#!/bin/sh\nprintf '\\377\\377\\377\\377x'\nexec sleep 60\n",
        "of another version":
            "#!/bin/sh\nprintf '\\0\\0\\0\\2\\2\\0'\nexec sleep 60\n",
        "that never answers": "#!/bin/sh\nexec sleep 60\n",
        "that is none": "\0\0\0\0",
    }
    for name, text in answers.items():
        w.script(text)
        w.expect(f"a program {name}", 3, "key-unavailable", "--timeout", "1",
                 requests=0)
    w.program.unlink()
    done = w.expect("no program", 3, "key-unavailable", requests=0)
    tap.check("cannot be started" in done.stderr, "is said", done.stderr)
    found = w.folder / "elsewhere"
    found.mkdir()
    shutil.copy(FOR_TESTS, found / "credimur-fetch")
    done = w.run(w.file, PATH=f"{found}:{os.environ['PATH']}")
    tap.check(done.returncode == 3 and not w.server.asked(),
              "it is not looked for in PATH", done.stderr)
    w.place(FOR_TESTS)


# Security case 127: the program that is shipped goes to no private address,
# and nothing beside it or in its environment changes that.
def shipped(w):
    w.publish(("key-1", KEY, {}))
    try:
        trap = Listener(HERE, 443)
    except OSError:  # not ours to listen on; the verdict still shows it
        trap = None
    w.place(SHIPPED)
    names = ("SSL_CERT_FILE", "CURL_CA_BUNDLE")
    authority = {name: str(w.authority.file) for name in names}
    path = w.folder / "local.json"
    for did in (w.did, "did:web:x.localhost", "did:web:localhost.localdomain"):
        path.write_text(signed(KEY, did, f"{did}#key-1"))
        before = w.server.connections
        done = w.run(path, **authority)
        tap.check(done.returncode == 3 and w.server.connections == before
                  and not (trap and trap.connections),
                  f"the shipped program does not go to {did}", done.stdout)
    text = SHIPPED.read_bytes()
    tap.check(b"setting" not in text.split(b"\0"),
              "it knows nothing of the settings of tests")
    if trap:
        trap.close()
    w.place(FOR_TESTS)


def question(w, path, timeout_ms=30000):
    url = f"https://{HOST}:{w.port}{path}".encode()
    text = struct.pack(">BBBIH", 1, 0, 0, timeout_ms, 0)
    text += struct.pack(">H", len(url)) + url
    return struct.pack(">I", len(text)) + text


def lifetime(w):
    """It ends with the one who started it, in the middle of a fetch too."""
    w.server.paths["/slow"] = lambda line, path: line.hang()
    for name, ends in (("its pipe is closed", False), ("it is killed", True)):
        with subprocess.Popen([w.program], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as child:
            child.stdin.write(question(w, "/slow"))
            child.stdin.flush()
            while not w.server.asked():
                time.sleep(0.01)
            if ends:
                child.send_signal(signal.SIGTERM)
            child.stdin.close()
            # Long before the 30 seconds that the fetch would take.
            tap.check(child.wait(15) == (-signal.SIGTERM if ends else 0),
                      f"it ends when {name}", child.returncode)
    for name, text in (("no length", b"\0\0"), ("too long", b"\377" * 8),
                       ("no question", b"\0\0\0\1x"),
                       ("cut short", question(w, "/x")[:-1])):
        done = subprocess.run([w.program], input=text, capture_output=True,
                              timeout=played.BOUND_S, check=False)
        tap.check(done.returncode == 70 and not done.stdout,
                  f"it ends at a question with {name}", done.returncode)
    done = subprocess.run([w.program], input=b"", capture_output=True,
                          timeout=played.BOUND_S, check=False)
    tap.check(done.returncode == 0 and not done.stdout, "nothing asked: 0")
    w.server.asked()


def flags(w):
    for value in ("0", "61", "x", "-1"):
        done = w.run(f"--timeout={value}", w.file)
        tap.check(done.returncode == 2 and not done.stdout,
                  f"--timeout={value} is refused", done.stderr)
    tap.check(not w.server.asked(), "before anybody is asked")


def main():
    with tempfile.TemporaryDirectory(prefix="credimur-web-") as folder:
        w = World(folder)
        for play in (keys, compromised, foreign, whom_it_asks, malformed,
                     unavailable, reasons, once_a_run, kept, programs, shipped,
                     lifetime, flags):
            play(w)
        tap.check(w.trap.connections == 0, "the trap was never connected to",
                  w.trap.connections)
    tap.close()


main()
