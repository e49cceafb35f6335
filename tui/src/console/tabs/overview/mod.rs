pub mod alerts;
pub mod view;
