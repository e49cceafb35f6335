//! The tabs. Each has its own folder; a new one needs a folder and a line in the list below.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use relance::{courier::Courier, operations::OperationError, operator::Right, settings::Settings};

use crate::console::{
    error::ConsoleError,
    focus::Focus,
    jobs::Job,
    keys::{Binding, Chord, CommandInfo, Row},
    shared::Shared,
    tab::{self, Page, Request, Tab as _},
    text::Phrase,
    worker::Worker,
};

pub mod clients;
pub mod follow_ups;
pub mod overview;
pub mod settings;
pub mod strategies;

/// `Name in folder: number key, "nom dans l'aide", "name in the help";` in the order of the header.
///
/// Builds one enum each of all tabs, commands, queries, answers and actions, and passes each to its tab by the
/// interface in [`crate::console::tab`].
macro_rules! tabs {
    ($($Tab:ident in $tab:ident: $key:literal, $fr:literal, $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tab {
            $($Tab),*
        }

        #[derive(Debug, Default)]
        pub struct Tabs {
            $(pub $tab: $tab::State),*
        }

        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Command {
            $($Tab(<$tab::State as tab::Tab>::Command)),*
        }

        #[derive(Clone, Debug, PartialEq)]
        pub enum Query {
            $($Tab(<$tab::State as tab::Tab>::Query)),*
        }

        #[derive(Debug)]
        pub enum Answer {
            $($Tab(<$tab::State as tab::Tab>::Answer)),*
        }

        #[derive(Clone, Debug, PartialEq)]
        pub enum Action {
            $($Tab(<$tab::State as tab::Tab>::Action)),*
        }

        /// An action and its result.
        #[derive(Debug)]
        pub enum ActionResult {
            $($Tab(
                <$tab::State as tab::Tab>::Action,
                Result<<$tab::State as tab::Tab>::Outcome, ConsoleError>,
            )),*
        }

        impl Tab {
            pub const ALL: &[Self] = &[$(Self::$Tab),*];

            /// Its key, and that key's label in the help.
            pub const fn key(self) -> (&'static [Chord], Phrase) {
                match self {
                    $(Self::$Tab => (&[(KeyCode::Char($key), KeyModifiers::NONE)], Phrase { fr: $fr, en: $en })),*
                }
            }

            /// The keys of that tab's help.
            pub fn help(self) -> Vec<Row> {
                match self {
                    $(Self::$Tab => $tab::State::help()),*
                }
            }

            /// Its own keys, in the order in which the palette offers them.
            pub fn bindings(self) -> Vec<Binding<Command>> {
                match self {
                    $(Self::$Tab => bindings($tab::State::KEYS, Command::$Tab)),*
                }
            }
        }

        impl Tabs {
            pub fn page(&self, tab: Tab) -> &dyn Page {
                match tab {
                    $(Tab::$Tab => &self.$tab),*
                }
            }

            pub fn page_mut(&mut self, tab: Tab) -> &mut dyn Page {
                match tab {
                    $(Tab::$Tab => &mut self.$tab),*
                }
            }

            /// The tab's keys that work now, the nearest first.
            pub fn keys(&self, tab: Tab, focus: &Focus) -> Vec<Binding<Command>> {
                match tab {
                    $(Tab::$Tab => bindings(&self.$tab.sections(focus), Command::$Tab)),*
                }
            }

            pub fn run(&mut self, command: Command, shared: &mut Shared) -> Vec<Request<Query, Action>> {
                match command {
                    $(Command::$Tab(command) => requests(self.$tab.run(command, shared), Query::$Tab, Action::$Tab)),*
                }
            }

            pub fn on_dialog_key(
                &mut self,
                tab: Tab,
                event: KeyEvent,
                shared: &mut Shared,
            ) -> Vec<Request<Query, Action>> {
                match tab {
                    $(Tab::$Tab => {
                        requests(self.$tab.on_dialog_key(event, shared), Query::$Tab, Action::$Tab)
                    }),*
                }
            }

            pub fn list_query(&self, tab: Tab) -> Query {
                match tab {
                    $(Tab::$Tab => Query::$Tab(self.$tab.list_query())),*
                }
            }

            pub fn missing(&self, tab: Tab, shared: &Shared, height: usize) -> Option<Query> {
                match tab {
                    $(Tab::$Tab => self.$tab.missing(shared, height).map(Query::$Tab)),*
                }
            }

            pub fn detail_query(&mut self, tab: Tab, shared: &Shared, force: bool) -> Option<Query> {
                match tab {
                    $(Tab::$Tab => self.$tab.detail_query(shared, force).map(Query::$Tab)),*
                }
            }

            pub fn idle_query(&mut self, tab: Tab, shared: &Shared) -> Option<Query> {
                match tab {
                    $(Tab::$Tab => self.$tab.idle_query(shared).map(Query::$Tab)),*
                }
            }

            pub fn jump(&mut self, tab: Tab, shared: &Shared, to_last: bool) -> Option<Query> {
                match tab {
                    $(Tab::$Tab => self.$tab.jump(shared, to_last).map(Query::$Tab)),*
                }
            }

            /// Stores an answer; returns whether the screen changes.
            pub fn store_answer(&mut self, answer: Answer, shared: &mut Shared) -> bool {
                match answer {
                    $(Answer::$Tab(answer) => self.$tab.store_answer(answer, shared)),*
                }
            }

            /// Reports the result of an action, or why it failed; returns whether it was done.
            pub fn done(&mut self, done: ActionResult, shared: &mut Shared) -> bool {
                match done {
                    $(ActionResult::$Tab(action, Ok(outcome)) => {
                        self.$tab.done(action, outcome, shared);
                        true
                    })*
                    $(ActionResult::$Tab(action, Err(error)) => {
                        let why = error.failure_message(shared);
                        if !self.$tab.refused(&action, &why) {
                            shared.set_status(error.meaning(), why);
                        }
                        false
                    })*
                }
            }
        }

        impl CommandInfo for Command {
            fn needs(self) -> Right {
                match self {
                    $(Self::$Tab(command) => command.needs()),*
                }
            }

            fn acts_on_rows(self) -> bool {
                match self {
                    $(Self::$Tab(command) => command.acts_on_rows()),*
                }
            }
        }

        impl Job for Query {
            fn is_like(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$Tab(one), Self::$Tab(other)) => one.is_like(other),)*
                    _ => false,
                }
            }

            fn is_slow(&self) -> bool {
                match self {
                    $(Self::$Tab(query) => query.is_slow()),*
                }
            }
        }

        impl Query {
            /// Runs the query.
            pub async fn read<C: Courier + Send + Sync>(
                self,
                worker: &Worker<C>,
                settings: &Settings,
            ) -> Result<Answer, OperationError> {
                Ok(match self {
                    $(Self::$Tab(query) => Answer::$Tab($tab::State::read(query, worker, settings).await?)),*
                })
            }
        }

        impl Action {
            /// Whether the action is short: keys that act wait for it instead of being refused.
            pub fn is_short(&self) -> bool {
                match self {
                    $(Self::$Tab(action) => $tab::State::is_short(action)),*
                }
            }

            pub async fn act<C: Courier + Send + Sync>(self, worker: &Worker<C>) -> ActionResult {
                match self {
                    $(Self::$Tab(action) => {
                        let result = $tab::State::act(action.clone(), worker).await;
                        ActionResult::$Tab(action, result)
                    }),*
                }
            }

            /// The result if the action's task panicked.
            pub fn broken(self) -> ActionResult {
                match self {
                    $(Self::$Tab(action) => ActionResult::$Tab(action, Err(ConsoleError::Broken))),*
                }
            }
        }
    };
}

tabs! {
    Overview in overview: '1', "vue d'ensemble", "overview";
    Clients in clients: '2', "clients", "clients";
    FollowUps in follow_ups: '3', "relances", "follow-ups";
    Strategies in strategies: '4', "stratégies", "strategies";
    Settings in settings: '5', "paramètres", "settings";
}

impl Tab {
    fn at(self, steps: usize) -> Self {
        let index = Self::ALL.iter().position(|tab| *tab == self).unwrap_or(0);
        Self::ALL[(index + steps) % Self::ALL.len()]
    }

    pub fn next(self) -> Self {
        self.at(1)
    }

    pub fn previous(self) -> Self {
        self.at(Self::ALL.len() - 1)
    }
}

fn bindings<C: Copy>(sections: &[&[Binding<C>]], command: impl Fn(C) -> Command) -> Vec<Binding<Command>> {
    let all = sections.iter().flat_map(|section| section.iter());
    all.map(|binding| Binding { row: binding.row, command: command(binding.command) }).collect()
}

fn requests<Q, A>(
    of_one: Vec<Request<Q, A>>,
    query: impl Fn(Q) -> Query,
    action: impl Fn(A) -> Action,
) -> Vec<Request<Query, Action>> {
    of_one.into_iter().map(|request| request.map(&query, &action)).collect()
}
