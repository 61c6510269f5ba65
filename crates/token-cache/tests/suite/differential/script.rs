use serde_json::Value;

use crate::Peer;

/// Commands whose answers are known beforehand: they are looked at when all have been given, so that both sides
/// live at the same time.
pub(super) struct Script<'a> {
    python: &'a mut Peer,
    label: String,
    step: String,
    expected: Vec<(String, Value, Value)>,
}

impl<'a> Script<'a> {
    pub(super) fn new(python: &'a mut Peer, label: String) -> Self {
        Self { python, label, step: "the beginning".to_owned(), expected: Vec::new() }
    }

    pub(super) fn begin_step(&mut self, step: u64, name: &str) {
        self.step = format!("step {step}: {name}");
    }

    /// Has MSAL Python do something that answers nothing.
    pub(super) fn tell(&mut self, command: Value) {
        self.expect(command, Value::Null);
    }

    /// Has it do something with this outcome.
    pub(super) fn expect(&mut self, command: Value, outcome: Value) {
        self.python.post(&command, b"");
        self.expected.push((self.step.clone(), command, outcome));
    }

    /// As [`Self::expect`], with bytes that the command speaks of.
    pub(super) fn expect_of(&mut self, command: Value, bytes: &[u8], outcome: Value) {
        self.python.post(&command, bytes);
        self.expected.push((self.step.clone(), command, outcome));
    }

    /// Compares the outcomes.
    pub(super) fn end(self) {
        for (step, command, outcome) in self.expected {
            let answer = self.python.answer(&command);
            assert_eq!(answer.as_ref(), Ok(&outcome), "{}, {step}: {command}", self.label);
        }
    }
}
