//! The list of embedded files. A new file in `library/` takes effect once it stands here.

/// Embeds one file under its path inside `library/`.
macro_rules! embed {
    ($($path:literal),* $(,)?) => {
        &[$((
            $path,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../library/", $path)),
        )),*]
    };
}

/// Path inside `library/` and text of every shipped file.
pub(super) const FILES: &[(&str, &str)] = embed![
    "framework.yaml",
    "programs/beyond-the-two-day-certificate/program.yaml",
    "programs/beyond-the-two-day-certificate/modules/m00.yaml",
    "programs/beyond-the-two-day-certificate/modules/m01.yaml",
    "programs/beyond-the-two-day-certificate/modules/m02.yaml",
    "programs/beyond-the-two-day-certificate/modules/m03.yaml",
    "programs/beyond-the-two-day-certificate/modules/m04.yaml",
    "programs/beyond-the-two-day-certificate/modules/m05.yaml",
    "programs/beyond-the-two-day-certificate/modules/m06.yaml",
    "programs/beyond-the-two-day-certificate/modules/m07.yaml",
    "programs/beyond-the-two-day-certificate/modules/m08.yaml",
    "programs/beyond-the-two-day-certificate/modules/m09.yaml",
    "programs/beyond-the-two-day-certificate/modules/m10.yaml",
    "programs/beyond-the-two-day-certificate/modules/m11.yaml",
    "programs/beyond-the-two-day-certificate/modules/m12.yaml",
    "programs/beyond-the-two-day-certificate/modules/m13.yaml",
    "programs/beyond-the-two-day-certificate/modules/m14.yaml",
    "programs/beyond-the-two-day-certificate/modules/m15.yaml",
    "programs/beyond-the-two-day-certificate/quizzes/m01.yaml",
    "programs/beyond-the-two-day-certificate/quizzes/m02.yaml",
    "programs/beyond-the-two-day-certificate/quizzes/m03.yaml",
    "programs/beyond-the-two-day-certificate/quizzes/m04.yaml",
    "programs/beyond-the-two-day-certificate/diagnostics/form-a.yaml",
    "programs/beyond-the-two-day-certificate/samples/a01.yaml",
    "programs/beyond-the-two-day-certificate/samples/a02.yaml",
    "programs/beyond-the-two-day-certificate/samples/a04.yaml",
];
