use std::{
    net::TcpListener,
    ops::Range,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

/// Below those that systems give to whoever asks for any: one of these could be taken by anybody's connection before the
/// server that it is for has it.
const PORTS: Range<u32> = 20_000..32_000;
/// Processes that run at once begin at different places.
const STEP: u32 = 101;

static TAKEN: AtomicU32 = AtomicU32::new(0);

/// A port of the loopback that nobody uses at the moment, another one each time.
///
/// Panics where all are used.
pub fn free_port() -> u16 {
    let count = PORTS.end - PORTS.start;
    let begin = process::id().wrapping_mul(STEP);
    let mut ports = (0..count).map(|_| {
        let number = begin.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed));
        u16::try_from(PORTS.start + number % count).unwrap_or_default()
    });
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.find(is_free).expect("the loopback has a free port")
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, net::TcpListener, thread};

    use super::free_port;

    #[test]
    fn nobody_gets_the_same_port_or_one_that_is_used() {
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(|| [(); 50].map(|()| free_port()))).collect();
        let ports: Vec<u16> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(ports.iter().collect::<HashSet<_>>().len(), ports.len());
        let next = free_port();
        let held: Vec<_> =
            (1..50).filter_map(|more| TcpListener::bind(("127.0.0.1", next + more)).ok()).collect();
        let used: HashSet<u16> = held.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        assert!((0..60).all(|_| !used.contains(&free_port())));
    }
}
