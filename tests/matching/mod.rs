//! `cadre match`: the program itself, without a database and without settings.

mod command;
mod readme;
mod refused;
mod support;
