use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::request::{self, LONGEST_HEAD, Redirect};
use super::{Answer, Page, RedirectAnswer, WaitingBrowser, language, page};

/// A browser sends its request at once.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);
/// The page waits for the tokens to be fetched, so that it can say how it went; but not for longer.
const PAGE_LIMIT: Duration = Duration::from_secs(5);
const WRITE_LIMIT: Duration = Duration::from_secs(2);

/// Reads one request, and answers it: 404, or the page that ends the sign-in.
///
/// A stranger's connection that breaks, or is too slow, is nobody's loss.
pub(super) async fn serve(mut stream: TcpStream, port: u16, answers: mpsc::Sender<Answer>) {
    let read = timeout(REQUEST_LIMIT, read_redirect(&mut stream, port)).await;
    let Ok(Ok(redirect)) = read else { return };
    let answer = redirect.as_ref().and_then(|redirect| RedirectAnswer::parse(&redirect.query));
    let (Some(redirect), Some(parameters)) = (redirect, answer) else {
        return write(&mut stream, &page::not_found()).await;
    };
    let language = language::choose(&redirect.accept_language);
    drop(redirect);
    let (browser, order) = WaitingBrowser::new();
    if answers.try_send(Answer { parameters, browser }).is_err() {
        return write(&mut stream, &page::not_found()).await;
    }
    let page = timeout(PAGE_LIMIT, order.page).await;
    let page = page.map_or(Page::GoesOn, |page| page.unwrap_or(Page::GoesOn));
    write(&mut stream, &page::response(&page, language)).await;
    let _ = order.sent.send(());
}

/// The redirect, or none for a stray request.
async fn read_redirect(stream: &mut TcpStream, port: u16) -> io::Result<Option<Redirect>> {
    let mut head = Zeroizing::new(Vec::with_capacity(LONGEST_HEAD));
    while !request::is_complete(&head) {
        let room = u64::try_from(LONGEST_HEAD - head.len()).unwrap_or(0);
        let read = (&mut *stream).take(room).read_buf(&mut *head).await?;
        if read == 0 {
            break;
        }
    }
    Ok(request::redirect(&head, port))
}

async fn write(stream: &mut TcpStream, response: &[u8]) {
    let _ = timeout(WRITE_LIMIT, async {
        stream.write_all(response).await?;
        stream.shutdown().await
    })
    .await;
}
