//! The writer that needs nobody: templates, filled in at once.

use futures_util::FutureExt;

use super::{Writer, Writing, Written};
use crate::{
    draft::{self, Text},
    follow_up::{DraftSource, Plan},
};

/// Writes by template, without a network; a strategy's own template goes before the one it comes with.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateWriter;

impl Writer for TemplateWriter {
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a> {
        let written = draft::write(&plan.strategy_id, plan.template.as_deref(), plan.channel, &plan.facts);
        let written =
            written.map(|Text { subject, message }| Written { subject, message, source: DraftSource::Template });
        std::future::ready(written).boxed()
    }
}
