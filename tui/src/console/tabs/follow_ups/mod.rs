pub mod deciding;
pub mod picking;
pub mod picks;
pub mod view;
pub mod when;
