//! The writer that needs nobody: templates, filled in at once.

use futures_util::FutureExt;

use super::{Writer, Writing};
use crate::{
    draft::{self, DraftSource, Text, Written},
    follow_up::Plan,
};

/// Writes by template, without a network; a strategy's own template goes before the one it comes with.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateWriter;

impl Writer for TemplateWriter {
    fn write<'a>(&'a self, plan: &'a Plan) -> Writing<'a> {
        let written = draft::write(&plan.strategy_id.0, plan.template.as_deref(), plan.channel, &plan.facts);
        let written =
            written.map(|Text { subject, message }| Written { subject, message, source: DraftSource::Template });
        std::future::ready(written).boxed()
    }
}
