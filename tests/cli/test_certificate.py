#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Certificates as other programs read them.

    test_certificate.py PROGRAM
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lint"))
from tap import Tap  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
URL = "https://college.example/verify/0190b7c1?lang=en&x='1'"
NAMES = {
    "plain": "Ann Lee",
    "long": "Maria del Carmen Wilhelmina Alexandrina Theodora "
            "Featherstonehaugh-Cholmondeley van der Westhuizen y Ortega",
    "Arabic": "عائشة بنت عبد الرحمن",
    "Chinese": "王小明",
    "Devanagari": "लक्ष्मी नारायण त्रिपाठी",
}
# Security case 147: names that could break PDF text or its metadata.
HOSTILE = {
    "brackets": "Ann ) Tj ET (\\",
    "objects": ">> endobj << /Type /Catalog >>",
    "lone backslash": "\\",
    "controls": "Ann\u0000\u0001\u001b Lee",
    "right to left override": "Ann \u202eeeL",
    "markup": "</dc:title><x> & Co.",
}
tap = Tap()


def credential(name):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2",
                     "https://purl.imsglobal.org/spec/ob/v3p0/"
                     "context-3.0.3.json"],
        "id": "urn:uuid:2d8dbbb0-0ea0-4b40-8b1c-6f7a0a1f0001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://college.example/", "type": ["Profile"],
                   "name": "Northfield College"},
        "validFrom": "2026-05-03T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"], "name": name,
            "achievement": {"id": "https://college.example/a",
                            "type": ["Achievement"], "name": "Food Safety",
                            "workload": "PT75H", "description": "d",
                            "criteria": {"narrative": "n"}}},
    }


def run(*args, folder):
    env = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    return subprocess.run(args, cwd=folder, env=env, capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=120, check=False)


def make(folder, name, out, *flags):
    (folder / "in.json").write_text(json.dumps(credential(name)), "utf-8")
    return run(PROGRAM, "certificate", "in.json", "-o", out, "--yes", *flags,
               folder=folder)


def have(tool, name):
    if shutil.which(tool):
        return True
    tap.skip(name, f"{tool} is missing")
    return False


def made(done, path, name):
    tap.check(done.returncode == 0 and path.exists(), name,
              f"exit {done.returncode}\n{done.stderr.decode()}")
    return path.exists()


def text_of(pdf, folder):
    return " ".join(run("pdftotext", "-raw", pdf, "-",
                        folder=folder).stdout.decode().split())


def check_pdf(folder, name, words, expected):
    pdf = folder / "out.pdf"
    pdf.unlink(missing_ok=True)
    if not made(make(folder, words, "out.pdf"), pdf, f"{name}: is made"):
        return
    if have("qpdf", f"{name}: qpdf finds no fault"):
        done = run("qpdf", "--check", "out.pdf", folder=folder)
        tap.check(done.returncode == 0, f"{name}: qpdf finds no fault",
                  done.stdout.decode() + done.stderr.decode())
    if expected and have("pdftotext", f"{name}: the text is there"):
        text = text_of("out.pdf", folder)
        tap.check(expected in text, f"{name}: the text is there", text)
    if expected and have("pdfinfo", f"{name}: the title is there"):
        info = run("pdfinfo", "out.pdf", folder=folder).stdout.decode()
        tap.check(f"Food Safety: {expected}" in info,
                  f"{name}: the title is there", info)


def check_size(folder, paper, width, height):
    make(folder, "Ann Lee", "size.pdf", "--paper", paper)
    if have("pdfinfo", f"{paper} has its size, on one page"):
        info = run("pdfinfo", "size.pdf", folder=folder).stdout.decode()
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
        good = size and abs(float(size[1]) - width) < 0.5 and \
            abs(float(size[2]) - height) < 0.5
        tap.check(good and re.search(r"Pages:\s+1\n", info),
                  f"{paper} has its size, on one page", info)


def check_code(folder):
    for kind, size in (("png", "a4"), ("pdf", "letter")):
        name = f"the code in the {kind} says the address"
        make(folder, "Ann Lee", f"code.{kind}", "--url", URL, "--paper", size)
        if kind == "pdf" and have("pdftoppm", name):
            run("pdftoppm", "-r", "200", "-png", "-singlefile", "code.pdf",
                "code", folder=folder)
        if have("zbarimg", name):
            done = run("zbarimg", "-q", "--raw", "code.png", folder=folder)
            tap.check(done.stdout.decode().strip() == URL, name,
                      done.stdout.decode() + done.stderr.decode())
    if have("pdftotext", "the address is in words too"):
        text = text_of("code.pdf", folder)
        tap.check("Verify at " + URL in text, "the address is in words too",
                  text)


def check_formats(folder):
    make(folder, "Ann Lee", "out.svg")
    root = xml.etree.ElementTree.parse(folder / "out.svg").getroot()
    tap.check(root.tag == "{http://www.w3.org/2000/svg}svg", "an SVG is one")
    make(folder, "Ann Lee", "out.png")
    head = (folder / "out.png").read_bytes()[:24]
    tap.check(head[:8] == b"\x89PNG\r\n\x1a\n" and
              int.from_bytes(head[16:20], "big") == 2339,
              "a PNG is one, 200 dots an inch", head)


def refuse(folder, name, status, *args):
    before = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    done = run(PROGRAM, "certificate", *args, folder=folder)
    after = {p: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    tap.check(done.returncode == status and b"error[" in done.stderr and
              before == after, name,
              f"exit {done.returncode}\n{done.stderr.decode()}")


def check_refusals(folder):
    done = make(folder, "Ann Lee", "kept.pdf")
    tap.check(b"no verification" in done.stderr, "it says it verifies nothing",
              done.stderr)
    refuse(folder, "a file that is there is kept", 7, "in.json", "-o",
           "kept.pdf")
    refuse(folder, "an address that is none", 2, "in.json", "-o", "u.pdf",
           "--url", "javascript:alert(1)")
    (folder / "in.json").write_text(json.dumps(credential("x" * 10 ** 6)))
    refuse(folder, "a name of a megabyte is refused, not cut", 3, "in.json",
           "-o", "long.pdf")
    (folder / "in.json").write_text("{}")
    refuse(folder, "what is no credential", 3, "in.json", "-o", "none.pdf")
    refuse(folder, "a file that is not there", 5, "gone.json", "-o", "g.pdf")


def main():
    with tempfile.TemporaryDirectory(prefix="credimur-paper-") as name:
        folder = pathlib.Path(name)
        for kind, words in NAMES.items():
            check_pdf(folder, kind, words, words if words.isascii() else "")
        for kind, words in HOSTILE.items():
            shown = re.sub("[\x00-\x1f\u202e]",
                           lambda m: f"<U+{ord(m[0]):04X}>", words)
            check_pdf(folder, kind, words, shown)
        check_size(folder, "a4", 841.89, 595.28)
        check_size(folder, "letter", 792, 612)
        check_code(folder)
        check_formats(folder)
        check_refusals(folder)
    tap.close()


main()
