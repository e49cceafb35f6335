//! Queries and actions of the clients tab.

use relance::{
    client::ClientKey,
    courier::Courier,
    follow_up::FollowUp,
    operations::{ClientDetail, ContactChange, OperationError},
    store::pages::{ClientColumn, ClientLine, Counted, Page},
};

use crate::console::{
    error::ConsoleError,
    jobs::Job,
    list::{CountRequest, PageRequest},
    worker::{Worker, none_if_missing},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    Page(PageRequest<ClientColumn>),
    Count(CountRequest<ClientColumn>),
    Detail(ClientKey),
}

#[derive(Debug)]
pub enum Answer {
    Page(PageRequest<ClientColumn>, Page<ClientLine>),
    Counted(CountRequest<ClientColumn>, Counted),
    /// `None` when the client is gone.
    Detail(Option<Box<ClientDetail>>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Writes a follow-up for that client.
    Generate(ClientKey),
    ChangeContact(ClientKey, ContactChange),
}

#[derive(Debug)]
pub enum Outcome {
    Generated(Box<FollowUp>),
    ContactChanged,
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
            let page = store.client_page(&request.filter, request.sort, &request.start, request.limit, now).await?;
            Answer::Page(request, page)
        }
        Query::Count(request) => {
            let counted = store.count_clients(&request.filter, request.sort, request.key.as_ref(), now).await?;
            Answer::Counted(request, counted)
        }
        Query::Detail(id) => Answer::Detail(none_if_missing(worker.operations().client_detail(id).await)?),
    })
}

pub async fn act<C: Courier>(action: Action, worker: &Worker<C>) -> Result<Outcome, ConsoleError> {
    let operations = worker.operations();
    Ok(match action {
        Action::Generate(client) => Outcome::Generated(Box::new(operations.generate(client, None).await?)),
        Action::ChangeContact(client, change) => {
            operations.change_contact(client, &change).await?;
            Outcome::ContactChanged
        }
    })
}
