//! What a tick does, one after the other.

use crate::text_enum::text_enum;

text_enum! {
    /// A stage of a tick, in the order in which they run.
    pub enum Stage {
        Analyse = "analyse",
        Generate = "generate",
        Reconcile = "reconcile",
        Send = "send",
        Attribute = "attribute",
        Maintain = "maintain",
    }
    unknown: "{0:?} is not a stage: use one of {1}"
}
