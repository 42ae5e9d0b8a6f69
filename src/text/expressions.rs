//! Expressions that code asks for by name.
//!
//! One rule: they stand in `expressions.toml`, so that the build script can make their tables.

use super::{Automaton, Expression, Finder};

include!(concat!(env!("OUT_DIR"), "/expression_data.rs"));
