//! A small sound library, in which the tests break one thing at a time.

use crate::library::{LibraryError, load};

const FRAMEWORK: &str = "\
levels:
  - { level: 0, name: Not shown, meaning: Nothing on file., evidence: None. }
domains:
  - { slug: decide, title: Decide, competencies: [C04] }
competencies:
  - code: C04
    slug: outcome-framing
    title: Outcome framing
    behaviours: [one, two, three, four, five]
roles:
  - code: PO
    title: Product owner
    track: start
    scope: One team
    expected: { C04: 1 }
    gates: [C04]
steps:
  - { from: PO, to: PO }
";

const PROGRAM: &str = "\
slug: small
title: Small
promise: Little
audience: Few
cohort_size: { minimum: 1, maximum: 2, group_minimum: 1, group_maximum: 2,
  learners_per_facilitator: 2, mentees_per_mentor: 2 }
rhythm: { summary: Slow, mentor_session_weeks: [2], mentor_session_minutes: 45 }
capstone: A01
tracks: []
follow_ups:
  - { code: F01, title: Later, after: M01, day: 30, tasks: [Look back] }
";

const M00: &str = "\
code: M00
week: 0
title: Start
goal: Begin.
needs: []
objectives: [Begin]
gains: []
lessons:
  - { code: M00-L1, title: One, kind: video, minutes: 5, required: true, body: Text. }
manager_prompt: Ask.
cards: 0
";

const M01: &str = "\
code: M01
week: 1
title: Next
goal: Go on.
needs: [M00]
objectives: [Go on]
gains:
  - { competency: C04, level: 2 }
lessons:
  - code: M01-L1
    title: Two
    kind: reading
    minutes: 5
    required: true
    body: |
      Text.
assignment:
  code: A01
  title: Do it
  brief: Do.
  deliverables: [It]
  minutes: 30
  rubric: R01
  review: { automatic_check: false, peers: 0, mentor: false, facilitator: true, panel: 0, double_graded: false }
rubric:
  code: R01
  title: Judge it
  criteria:
    - { key: done, title: Done, competency: C04, weight: 60, gate: true, descriptors: [a, b, c, d] }
    - { key: well, title: Well, competency: C04, weight: 40, gate: true, descriptors: [a, b, c, d] }
manager_prompt: Ask again.
cards: 1
";

/// Loads the small library after one replacement in one of its files.
pub(super) fn change(file: &str, from: &str, to: &str) -> Result<(), LibraryError> {
    let files = [
        ("framework.yaml", FRAMEWORK),
        ("programs/small/program.yaml", PROGRAM),
        ("programs/small/modules/m00.yaml", M00),
        ("programs/small/modules/m01.yaml", M01),
    ];
    let changed = files.map(|(path, text)| {
        if path.ends_with(file) {
            assert!(text.contains(from), "{path} does not contain {from}");
            return (path, text.replacen(from, to, 1));
        }
        (path, text.to_owned())
    });
    let borrowed: Vec<(&str, &str)> =
        changed.iter().map(|(path, text)| (*path, text.as_str())).collect();
    load(&borrowed).map(|_| ())
}
