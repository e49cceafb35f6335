pub mod form;
pub mod view;
