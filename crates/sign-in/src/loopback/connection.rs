use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::language::Language;
use super::request::{self, Carries, LONGEST_FORM, LONGEST_HEAD, Target};
use super::{Ending, Page, WaitingBrowser, language, page};
use crate::redirect::{Answer, Expected, RedirectAnswer};

/// A browser sends its request at once.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// The page waits for the tokens to be fetched, so that it can say how it went; but not for longer.
const PAGE_LIMIT: Duration = Duration::from_secs(5);
const WRITE_LIMIT: Duration = Duration::from_secs(2);

/// What is waited for, and who waits.
#[derive(Debug)]
pub(crate) struct Awaited {
    pub(crate) target: Target,
    pub(crate) expected: Arc<Expected>,
    pub(crate) answers: mpsc::Sender<Answer>,
}

/// Reads one request, and answers it: 404, or the page that ends the sign-in.
///
/// A stranger's connection that breaks, or is too slow, is nobody's loss. Nor does an answer that is not of this
/// sign-in end it: whoever finds the port could otherwise keep a person from signing in.
pub(super) async fn serve(mut stream: TcpStream, awaited: Arc<Awaited>) {
    let read = timeout(REQUEST_LIMIT, read_answer(&mut stream, &awaited.target)).await;
    let Ok(Ok(received)) = read else { return };
    let Some((answer, language)) = received else {
        return write(&mut stream, &page::not_found()).await;
    };
    if !answer.belongs_to(&awaited.expected) {
        awaited.expected.note_another_answer();
        let page = Page::Failed { ending: Ending::NotExpected, code: None };
        return write(&mut stream, &page::response(&page, language)).await;
    }
    let (browser, order) = WaitingBrowser::new();
    let answer = Answer { verified: answer.verify(&awaited.expected), browser: Some(browser) };
    if awaited.answers.try_send(answer).is_err() {
        return write(&mut stream, &page::not_found()).await;
    }
    let page = timeout(PAGE_LIMIT, order.page).await;
    let page = page.map_or(Page::GoesOn, |page| page.unwrap_or(Page::GoesOn));
    write(&mut stream, &page::response(&page, language)).await;
    let _ = order.sent.send(());
}

/// The answer, or none for a stray request.
async fn read_answer(
    stream: &mut TcpStream,
    target: &Target,
) -> io::Result<Option<(RedirectAnswer, Language)>> {
    // Of its full size from the start: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD + LONGEST_FORM));
    let head = loop {
        if let Some(end) = request::end_of_head(&bytes) {
            break end;
        }
        if read_more(stream, &mut bytes, LONGEST_HEAD).await? == 0 {
            return Ok(None);
        }
    };
    let Some(redirect) = request::redirect(&bytes[..head], target) else { return Ok(None) };
    let answer = match redirect.carries {
        Carries::Query(query) => RedirectAnswer::parse(&query),
        Carries::Form(length) => {
            let end = head + length;
            while bytes.len() < end && read_more(stream, &mut bytes, end).await? > 0 {}
            bytes.get(head..end).and_then(|form| RedirectAnswer::parse(std::str::from_utf8(form).ok()?))
        }
    };
    Ok(answer.map(|answer| (answer, language::choose(&redirect.accept_language))))
}

/// Reads on, up to `end` bytes in all; zero where that is reached.
async fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>, end: usize) -> io::Result<usize> {
    let room = u64::try_from(end.saturating_sub(bytes.len())).unwrap_or(0);
    stream.take(room).read_buf(bytes).await
}

async fn write(stream: &mut TcpStream, response: &[u8]) {
    let _ = timeout(WRITE_LIMIT, async {
        stream.write_all(response).await?;
        stream.shutdown().await
    })
    .await;
}
