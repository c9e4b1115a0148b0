"""A real SMTP server for the integration tests, with faults on demand.

    python3 smtp_peer.py --port 0 --dir DIR [--delay-ms N]

Prints `PORT <n>` when it listens, and ends when its standard input closes, so that it never
outlives the test that started it. Needs aiosmtpd.

What it leaves in DIR:
    <counter>.eml   every message that it stored, in order of arrival (000001.eml, ...)
    log.jsonl       one line per DATA: {"to": ..., "message_id": ..., "action": ...}

What it reads from DIR, anew at each DATA:
    plan.json       a list of rules {"to": "substring or *", "action": ..., "times": n}

The first rule that matches a recipient and is not used up decides; without `times` a rule is never
used up, and a changed plan starts counting anew. Actions:
    451, 550          refuse; nothing is stored
    drop_after_dot    store, then close the connection without a reply: the client cannot know
Everything else is accepted. `--delay-ms` waits before each reply, after storing.
"""

import argparse
import asyncio
import json
import os
import sys
import threading
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP

REPLIES = {
    "accept": "250 2.0.0 stored",
    "451": "451 4.3.0 not now",
    "550": "550 5.1.1 no such user",
}
ACTIONS = {*REPLIES, "drop_after_dot"}


class Plan:
    """The faults that are still to happen."""

    def __init__(self, path):
        self.path = path
        self.text = None
        self.rules = []

    def action(self, recipients):
        self.reread()
        for rule in self.rules:
            wanted = rule["to"]
            hit = wanted == "*" or any(wanted in recipient for recipient in recipients)
            if hit and rule.get("times", 1) > 0:
                if "times" in rule:
                    rule["times"] -= 1
                return rule["action"]
        return "accept"

    def reread(self):
        try:
            text = self.path.read_text()
        except FileNotFoundError:
            text = "[]"
        if text == self.text:
            return
        try:
            rules = json.loads(text)
        except ValueError:
            return  # half written: the plan before it still holds
        unknown = [rule for rule in rules if str(rule["action"]) not in ACTIONS]
        if unknown:
            print(f"unknown action in {self.path}: {unknown}", file=sys.stderr)
            os._exit(2)
        self.rules = [rule | {"action": str(rule["action"])} for rule in rules]
        self.text = text


class Peer:
    """Stores what arrives, writes down what happened, and fails as planned."""

    def __init__(self, folder, delay):
        self.folder = folder
        self.delay = delay
        self.plan = Plan(folder / "plan.json")
        self.stored = len(list(folder.glob("*.eml")))
        self.log = open(folder / "log.jsonl", "a", buffering=1, encoding="utf-8")

    async def handle_DATA(self, server, session, envelope):
        action = self.plan.action(envelope.rcpt_tos)
        if action in ("accept", "drop_after_dot"):
            self.store(envelope.content)
        self.write_down(envelope, action)
        if self.delay:
            await asyncio.sleep(self.delay)
        if action == "drop_after_dot":
            server.transport.abort()
        return REPLIES.get(action, "421 4.4.2 gone")

    def store(self, content):
        self.stored += 1
        path = self.folder / f"{self.stored:06}.eml"
        unfinished = path.with_suffix(".tmp")
        unfinished.write_bytes(content)
        unfinished.rename(path)  # whoever looks into the folder sees whole messages only

    def write_down(self, envelope, action):
        headers = BytesHeaderParser().parsebytes(envelope.content)
        line = {
            "to": ",".join(envelope.rcpt_tos),
            "message_id": str(headers["Message-ID"] or "").strip("<> \r\n"),
            "action": action,
        }
        self.log.write(json.dumps(line) + "\n")


async def serve(port, peer):
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def wait_for_parent():
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(stop.set)

    def connection():
        return SMTP(peer, hostname="peer.test", enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(connection, "127.0.0.1", port, backlog=512)
    threading.Thread(target=wait_for_parent, daemon=True).start()
    print("PORT", server.sockets[0].getsockname()[1], flush=True)
    await stop.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--delay-ms", type=int, default=0)
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(options.port, Peer(options.dir, options.delay_ms / 1000)))


if __name__ == "__main__":
    main()
