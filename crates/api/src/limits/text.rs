//! Nesting of brackets in the bare text. The parser recurses once per bracket, without a limit for
//! lists and objects; 16 KiB of `[` would exhaust its stack and end the process.

/// How deep brackets are nested outside strings and comments. Where a string does not end, the
/// text is read as the parser would go on, so that nothing hides in it.
pub(super) fn nesting(document: &str) -> u64 {
    let mut rest = document.as_bytes();
    let (mut depth, mut deepest) = (0_u64, 0_u64);
    while let [byte, after @ ..] = rest {
        rest = match byte {
            b'"' => after_string(rest),
            b'#' => after_line(after),
            _ => after,
        };
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn after_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.map_or(&[], |end| &text[end..])
}

fn after_string(text: &[u8]) -> &[u8] {
    if let Some(block) = text.strip_prefix(b"\"\"\"") {
        // Not closed: the parser then takes it for an empty string and something behind it.
        return after_block(block).unwrap_or(&text[2..]);
    }
    let mut rest = &text[1..];
    loop {
        rest = match rest {
            [] | [b'\n' | b'\r', ..] => return rest,
            [b'"', after @ ..] => return after,
            [b'\\', _, after @ ..] => after,
            [_, after @ ..] => after,
        };
    }
}

fn after_block(mut rest: &[u8]) -> Option<&[u8]> {
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(b"\"\"\"") {
            return Some(after);
        }
        rest = rest.strip_prefix(b"\\\"\"\"").unwrap_or(&rest[1..]);
    }
    None
}
