//! Tests of the loader: the shipped files, and every kind of mistake.

mod items;
mod mistakes;
mod shipped;
mod small;
