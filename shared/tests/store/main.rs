//! Every function of the store, on both engines, which must give the same answers.

mod audit;
mod bookings;
mod contacts;
mod follow_ups;
mod insights;
mod intake;
mod overview;
mod pages;
mod quota;
mod rules;
mod state;
mod unreadable;
mod watch;
