# SPDX-License-Identifier: Apache-2.0
"""The network that the tests play: an authority, servers, traps."""
import contextlib
import pathlib
import socket
import ssl
import struct
import subprocess
import threading

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"  # served from; never to be asked
BOUND_S = 60  # nothing here should take so long; a test that hangs ends


class Authority:
    """Certificates, made by openssl in a folder of the test's own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.count = 0
        self.file = self._make_authority("authority")

    def openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True,
                       capture_output=True, cwd=self.folder)

    def _key(self, name):
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-out", f"{name}.key")

    def _make_authority(self, name):
        self._key(name)
        self.openssl("req", "-x509", "-new", "-key", f"{name}.key", "-days",
                     "2", "-subj", f"/CN={name}", "-out", f"{name}.pem",
                     "-addext", "keyUsage=critical,keyCertSign")
        return self.folder / f"{name}.pem"

    def another(self):
        """An authority that nobody was told of."""
        other = Authority.__new__(Authority)
        other.folder = self.folder / "other"
        other.folder.mkdir()
        other.count = 0
        other.file = other._make_authority("authority")
        return other

    def certificate(self, names, days=2, alone=False):
        """(certificate, key) for these names; alone: signed by itself."""
        self.count += 1
        name = f"leaf{self.count}"
        self._key(name)
        (self.folder / f"{name}.ext").write_text(
            "subjectAltName=" + ",".join(names) + "\n")
        self.openssl("req", "-new", "-key", f"{name}.key", "-subj",
                     f"/CN={name}", "-out", f"{name}.csr")
        signer = ["-signkey", f"{name}.key"] if alone else [
            "-CA", "authority.pem", "-CAkey", "authority.key",
            "-CAcreateserial"]
        self.openssl("x509", "-req", "-in", f"{name}.csr", *signer, "-days",
                     days, "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"


def context(certificate, version=None):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if version:
        made.minimum_version = made.maximum_version = version
        made.set_ciphers("ALL:@SECLEVEL=0")
    made.load_cert_chain(*certificate)
    return made


class Listener:
    """Counts who connects, and hands each to `serve` in a thread."""

    def __init__(self, address=HERE, port=0, family=socket.AF_INET):
        self.connections = 0
        self.lock = threading.Lock()
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self.socket.bind((address, port))
        self.socket.listen(128)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            line.settimeout(BOUND_S)
            threading.Thread(target=self._one, args=(line,),
                             daemon=True).start()

    def _one(self, line):
        with contextlib.suppress(OSError, ssl.SSLError):
            with line:
                self.serve(line)

    def serve(self, line):
        """A trap says nothing."""

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


class Server(Listener):
    """An https server whose paths are what a test says."""

    def __init__(self, certificate, version=None, **where):
        self.context = context(certificate, version)
        self.paths = {}  # path -> function(line, path)
        self.requests = []  # (path, [header lines])
        self.sent = 0
        super().__init__(**where)

    def serve(self, line):
        with self.context.wrap_socket(line, server_side=True) as tls:
            text = b""
            while b"\r\n\r\n" not in text:
                piece = tls.recv(65536)
                if not piece:
                    return
                text += piece
            lines = text.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            with self.lock:
                self.requests.append((path, [x for x in lines[1:] if x]))
            play = self.paths.get(path.split("?")[0])
            (play or answer(404, b"", "text/plain"))(Line(tls, self), path)

    def asked(self):
        """How many requests since this was last called, and their paths."""
        with self.lock:
            paths = [path for path, _ in self.requests]
            self.requests = []
        return paths


class Line:
    """What is sent over it is counted."""

    def __init__(self, tls, server):
        self.tls, self.server = tls, server

    def send(self, data):
        self.tls.sendall(data)
        with self.server.lock:
            self.server.sent += len(data)

    def hang(self):
        """Waits until the other side has gone."""
        with contextlib.suppress(OSError, ssl.SSLError):
            while self.tls.recv(65536):
                pass


def head(status, headers):
    lines = [f"HTTP/1.1 {status} Some Words"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def answer(status, body, media_type="application/json", headers=(),
           length=None):
    """A whole answer; `length` may lie."""
    fields = [("Content-Length", len(body) if length is None else length),
              ("Connection", "close"), *headers]
    if media_type:
        fields.append(("Content-Type", media_type))

    def play(line, _path):
        line.send(head(status, fields) + body)
    return play


def redirect(target, status=302, headers=()):
    return answer(status, b"", None, [("Location", target), *headers])


def endless(headers, piece, pieces=1 << 20):
    """Goes on until the other side has had enough."""
    def play(line, _path):
        line.send(head(200, headers))
        for _ in range(pieces):
            line.send(piece)
    return play


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def reset(line):
    """Ends a connection in the rudest way."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack("ii", 1, 0))
