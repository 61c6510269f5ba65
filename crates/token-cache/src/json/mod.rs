//! JSON as a cache needs it: nothing is lost or reordered, texts are wiped, positions are known.
//!
//! `serde_json` would round numbers, refuse the half surrogates that Python and JavaScript write, and
//! leave tokens behind in buffers of its own.
//!
//! What is read stays where it is: texts are parts of the JSON that they were read from. The [`Reader`] knows the
//! grammar, and notes whether what it goes over is written just as the [`Writer`] would; a [`Build`] makes of it
//! what is needed: values, or nothing at all.

mod build;
mod fields;
mod names;
mod reader;
mod scan;
mod text;
mod text_reader;
mod unescape;
mod value;
mod write;

pub(crate) use build::{Build, Names, Skim, parse, text_member, value_of};
pub(crate) use fields::Fields;
pub(crate) use names::bits_of;
pub(crate) use reader::Reader;
pub(crate) use scan::split_plain;
pub(crate) use text::{Lookup, Text};
pub(crate) use text_reader::Found;
pub(crate) use value::Value;
pub(crate) use write::Writer;
