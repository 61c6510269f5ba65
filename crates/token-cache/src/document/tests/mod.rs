//! Copying, indexes and comparisons against the plain way to do the same.

mod ahead;
mod alike;
mod changes;
mod copying;

use super::{Body, Document, Node};
use crate::{SharedJson, json::Writer};

fn read(json: &str) -> Option<Document> {
    Document::read(&SharedJson::new(json.to_owned())).ok()
}

fn written(document: &Document) -> String {
    let mut writer = Writer::with_capacity(0);
    document.write(&mut writer);
    writer.finish()
}

/// Written and taken over, as a store does it.
fn rest(document: &mut Document) {
    let mut writer = Writer::with_capacity(0);
    let places = document.write(&mut writer);
    document.rest_on(&SharedJson::new(writer.finish()), &places);
}

/// The same, made of values, of which nothing can be copied.
fn made(document: &Document) -> Document {
    let remade = |body: &Body| Body::made(body.value().clone());
    let mut made = document.clone();
    for node in made.nodes.values_mut() {
        *node = match &node.entries {
            None => Node::other(remade(&node.other)),
            Some(entries) => {
                Node::section(entries.mapped(|slot| slot.moved(slot.key.clone(), remade(&slot.body))))
            }
        };
    }
    made
}
