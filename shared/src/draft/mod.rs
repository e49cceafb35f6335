pub mod facts;
pub use facts::{FactSheet, Offer, Tone};
use crate::client::Channel;
use crate::strategy::StrategyId;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct DraftError;
pub struct Draft { pub subject: String, pub message: String }
pub fn write(_s: &StrategyId, _c: Channel, _f: &FactSheet) -> Result<Draft, DraftError> { Err(DraftError) }
pub struct Confidence;
impl Confidence { pub fn total(&self) -> u8 { 0 } }
pub fn confidence(_r: u32, _c: usize, _d: crate::follow_up::DraftSource, _f: bool) -> Confidence { Confidence }
pub fn first_name(_n: &str) -> Option<String> { None }
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Fault;
pub fn check_edit(_c: Channel, _s: &str, _m: &str) -> Result<(), Fault> { Ok(()) }
