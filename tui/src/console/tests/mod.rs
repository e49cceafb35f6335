//! The console driven by keys through its real update, on a real database, drawn on a terminal in memory.

mod actions;
mod bench;
mod broken;
mod fixtures;
mod monkey;
mod moving;
mod screens;
