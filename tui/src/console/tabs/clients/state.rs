//! State of the clients tab.

use relance::{
    client::ClientKey,
    operations::ClientDetail,
    store::pages::{ClientColumn, ClientLine, Sort},
};

use super::dialog::OpenDialog;
use crate::console::list::{List, search::Search};

#[derive(Debug)]
pub struct State {
    pub list: List<ClientLine, ClientColumn>,
    pub search: Search,
    /// The last detail read; until the selected client's is read, another client's.
    pub detail: Option<Box<ClientDetail>>,
    /// The client whose detail was last asked for.
    pub requested: Option<ClientKey>,
    pub dialog: Option<OpenDialog>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            list: List::new(Sort::by(ClientColumn::Risk)),
            search: Search::default(),
            detail: None,
            requested: None,
            dialog: None,
        }
    }
}

impl State {
    pub fn selected(&self) -> Option<&ClientLine> {
        self.list.selected()
    }
}
