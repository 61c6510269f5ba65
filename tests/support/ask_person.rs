//! A program that has the system ask whoever runs it to authenticate, as the window does. It says first whether it could, then
//! how each question ended that a line on its input has it ask; the next line takes a question back that is asked still.
//!
//! `ask-person QUESTION`

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::env;

use tokio::io::{AsyncBufReadExt, BufReader, stdin};

#[tokio::main]
async fn main() {
    let question = env::args().nth(1).expect("ask-person QUESTION");
    println!("can ask: {}", system_authentication::can_ask(&question).await);
    let mut lines = BufReader::new(stdin()).lines();
    while lines.next_line().await.expect("lines are text").is_some() {
        tokio::select! {
            outcome = system_authentication::ask(&question, "polkit has words of its own") => println!("{outcome:?}"),
            _ = lines.next_line() => println!("given up"),
        }
    }
}
