//! The writer that fills in templates, at once.

use futures_util::FutureExt;

use super::{Writer, Writing};
use crate::{
    draft::{self, DraftSource, Text, Written},
    follow_up::Plan,
};

/// Writes from templates, without a network; an admin's template takes precedence over the built-in one.
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
