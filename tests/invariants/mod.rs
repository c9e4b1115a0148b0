//! The invariants of `ARCHITECTURE.md`, each held by a test of the same name, and the rules for
//! sources and the catalogue that come with them.

mod authorisation;
mod banned_crates;
mod catalogue;
mod contract;
mod dependency_direction;
mod expected;
mod foreign_rows;
mod graded;
mod graph;
mod jobs_are_drained;
mod literals;
mod mentored;
mod migrations;
mod no_raw_errors_out;
mod no_scope_no_rows;
mod no_wall_clock;
mod privilege_rules;
mod source_rules;
mod sources;
mod statement_count;
mod table_rules;
mod tenant_tables;
mod world;
