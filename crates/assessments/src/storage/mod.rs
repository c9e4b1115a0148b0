//! Every statement that writes.

pub(crate) mod grades;
pub(crate) mod peers;
pub(crate) mod quizzes;
pub(crate) mod results;
pub(crate) mod submissions;
