//! Queries of the follow-ups tab.

use relance::{
    courier::Courier,
    filter::Filter,
    follow_up::FollowUp,
    operations::{FollowUpDetail, OperationError},
    store::pages::{Counted, FollowUpColumn, Page, Sort, Start},
};
use uuid::Uuid;

use super::picks::Pick;
use crate::console::{
    jobs::Job,
    list::{CountRequest, PageRequest},
    worker::{Worker, none_if_missing},
};

/// Most follow-ups picked at once: a decision runs one operation for each.
const MAX_PICKS: u32 = 5_000;

/// Layout width of an HTML body, in columns: more than any paragraph has, so that none is broken into lines.
const PAGE_WIDTH: usize = 10_000;

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Page(PageRequest<FollowUpColumn>),
    Count(CountRequest<FollowUpColumn>),
    /// The follow-ups that a filter finds, to pick them.
    Picks(Filter),
    /// All that a decision about one follow-up needs.
    Detail(Uuid),
}

#[derive(Debug)]
pub enum Answer {
    Page(PageRequest<FollowUpColumn>, Page<FollowUp>),
    Counted(CountRequest<FollowUpColumn>, Counted),
    /// What a filter finds, up to `MAX_PICKS`; `is_all` if that is everything.
    Picks {
        filter: Filter,
        picks: Vec<(Uuid, Pick)>,
        is_all: bool,
    },
    /// `None` when the follow-up is gone.
    Detail(Option<Box<ReviewData>>),
}

/// A follow-up as the review shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewData {
    pub detail: FollowUpDetail,
    /// The HTML body of an e-mail as plain text, its paragraphs not yet broken into lines.
    pub page: Option<String>,
}

impl ReviewData {
    pub fn of(detail: FollowUpDetail) -> Self {
        let page = detail.html.as_ref().and_then(|html| {
            let config = html2text::config::plain().no_table_borders().link_footnotes(false);
            config.string_from_read(html.as_bytes(), PAGE_WIDTH).ok()
        });
        Self { detail, page }
    }
}

impl Job for Query {
    fn is_slow(&self) -> bool {
        matches!(self, Self::Count(_))
    }
}

pub async fn read<C: Courier>(query: Query, worker: &Worker<C>) -> Result<Answer, OperationError> {
    let (store, now) = (&worker.store, worker.clock.now());
    Ok(match query {
        Query::Page(request) => {
            let page = store.follow_up_page(&request.filter, request.sort, &request.start, request.limit, now).await?;
            Answer::Page(request, page)
        }
        Query::Count(request) => {
            let key = request.key.as_ref();
            let counted = store.count_matching_follow_ups(&request.filter, request.sort, key, now).await?;
            Answer::Counted(request, counted)
        }
        Query::Picks(filter) => {
            let sort = Sort::<FollowUpColumn>::default();
            let all = store.follow_up_page(&filter, sort, &Start::First, MAX_PICKS, now).await?;
            let picks = all.rows.iter().map(|follow_up| (follow_up.id, Pick::from(follow_up))).collect();
            Answer::Picks { filter, picks, is_all: all.is_last }
        }
        Query::Detail(id) => {
            let detail = none_if_missing(worker.operations().follow_up_detail(id).await)?;
            Answer::Detail(detail.map(|detail| Box::new(ReviewData::of(*detail))))
        }
    })
}
