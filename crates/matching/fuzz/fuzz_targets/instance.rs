//! Whatever the bytes are: no panic, and an instance that is accepted is written and read again.
//! The tests of `matching::instance` hold the same on fewer inputs.

#![no_main]

use libfuzzer_sys::fuzz_target;
use matching::instance::{Instance, read};

fn written(instance: &Instance) -> Vec<u8> {
    let mut text = Vec::new();
    instance.write(&mut text).expect("memory takes it");
    text
}

fuzz_target!(|bytes: &[u8]| {
    match read(bytes) {
        Ok(instance) => {
            let text = written(&instance);
            let again = read(&text[..]).expect("what was written is read");
            assert_eq!(instance.learners, again.learners);
            assert_eq!(instance.mentors, again.mentors);
            assert_eq!(text, written(&again));
        }
        Err(error) => assert_eq!(error.to_string().lines().count(), 1),
    }
});
