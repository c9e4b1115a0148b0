"""Reads a calendar with a program that is not ours, for the integration tests.

    python3 read_calendar.py FILE ZONE

Prints a JSON list with an object for each event, in the order of the file: uid, sequence, status,
summary, start and end in UTC, and what a clock in ZONE shows at its start. Fails for whatever the
reader does not take. Needs icalendar.
"""

import json
import sys
from datetime import timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar


def event(component, zone):
    start = component["DTSTART"].dt
    end = component["DTEND"].dt
    if component.errors:
        raise SystemExit(f"not taken: {component.errors}")
    if start.tzinfo is None or end.tzinfo is None:
        raise SystemExit("a time without a zone")
    return {
        "uid": str(component["UID"]),
        "sequence": int(component["SEQUENCE"]),
        "status": str(component["STATUS"]),
        "summary": str(component["SUMMARY"]),
        "stamp": component["DTSTAMP"].dt.astimezone(timezone.utc).isoformat(),
        "start": start.astimezone(timezone.utc).isoformat(),
        "end": end.astimezone(timezone.utc).isoformat(),
        "local": start.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
    }


def main():
    path, zone = sys.argv[1:]
    calendars = Calendar.from_ical(Path(path).read_bytes(), multiple=True)
    if len(calendars) != 1 or calendars[0].errors:
        raise SystemExit(f"not one calendar without errors: {calendars}")
    events = [event(component, ZoneInfo(zone)) for component in calendars[0].walk("VEVENT")]
    json.dump(events, sys.stdout)


if __name__ == "__main__":
    main()
