//! Scripts of commands: for people to paste, and for a program to run.
//!
//! [`readable()`] writes commands as a person would. What it writes is tokenized by the tests with a
//! tokenizer that shares nothing with the code here, and held against the tables of the cmdlets.
//!
//! No PowerShell was at hand: none of these scripts has been run by one.

mod readable;
mod run;
mod shape;
#[cfg(test)]
mod tests;
mod write;

pub use readable::{NotReadable, Reading, readable};
pub use run::{AfterError, Input, Run, RunId, TooLarge};
pub(crate) use shape::{Form, Shape, shape};
