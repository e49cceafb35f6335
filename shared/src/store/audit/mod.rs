//! The audit trail's one writer, and one reader a purpose. Nothing the programs decide by is read from it.

mod lines;
mod record;
