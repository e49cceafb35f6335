//! Queries and actions of the clients tab.

use relance::{
    client::ClientKey,
    courier::Courier,
    follow_up::FollowUp,
    operations::{ClientDetail, OperationError},
    store::pages::{ClientColumn, ClientLine, Counted, Page},
};

use crate::console::{
    jobs::Job,
    list::{Asked, Place},
    trouble::Trouble,
    worker::{Worker, found},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Page(Asked<ClientColumn>),
    Count(Place<ClientColumn>),
    Detail(ClientKey),
}

#[derive(Debug)]
pub enum Answer {
    Page(Asked<ClientColumn>, Page<ClientLine>),
    Counted(Place<ClientColumn>, Counted),
    /// `None` when the client is gone.
    Detail(Option<Box<ClientDetail>>),
}

/// Writes a follow-up for that client.
#[derive(Clone, Debug, PartialEq)]
pub struct Generate(pub ClientKey);

impl Job for Query {
    fn is_slow(&self) -> bool {
        matches!(self, Self::Count(_))
    }
}

pub async fn read<C: Courier>(query: Query, worker: &Worker<C>) -> Result<Answer, OperationError> {
    let (store, now) = (&worker.store, worker.clock.now());
    Ok(match query {
        Query::Page(asked) => {
            let page = store.client_page(&asked.filter, asked.sort, &asked.start, asked.limit, now).await?;
            Answer::Page(asked, page)
        }
        Query::Count(place) => {
            let counted = store.count_clients(&place.filter, place.sort, place.key.as_ref(), now).await?;
            Answer::Counted(place, counted)
        }
        Query::Detail(id) => Answer::Detail(found(worker.operations().client_detail(id).await)?),
    })
}

pub async fn act<C: Courier>(Generate(client): Generate, worker: &Worker<C>) -> Result<Box<FollowUp>, Trouble> {
    Ok(Box::new(worker.operations().generate(client, None).await?))
}
