//! A TCP proxy between a program and a server that does what networks do: cut, stall, swallow, reset, move.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use sqlx::postgres::PgConnectOptions;

use crate::store::DatabaseUrl;

/// What happens to bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// They pass.
    Open,
    /// They wait until the line is open again; new connections are taken, and wait too.
    Stalled,
    /// They are lost, and nobody is told: connections of now stay silent for ever, new ones are taken and stay silent.
    Swallowing,
    /// Connections are closed, new ones too.
    Cut,
}

/// Listens on loopback, on a port that the kernel gives.
#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    line: Line,
    server: String,
    /// Both ends of every connection, and whether it is silent for ever.
    open: Vec<TcpStream>,
    /// Counts the times that the line swallowed: connections of before are silent.
    swallowed: u64,
}

impl Proxy {
    /// Forwards to `server`, HOST:PORT.
    ///
    /// # Panics
    /// If there is no port.
    pub fn start(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("its address");
        let state = State { line: Line::Open, server: server.to_owned(), open: Vec::new(), swallowed: 0 };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let proxy = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.accept(client));
            }
        });
        proxy
    }

    /// A proxy in front of the server of a URL, and the URL through it.
    ///
    /// # Panics
    /// If it is not PostgreSQL's.
    pub fn before(url: &DatabaseUrl) -> (Self, DatabaseUrl) {
        let DatabaseUrl::Postgres(options) = url else { panic!("a server's URL") };
        let proxy = Self::start(&format!("{}:{}", options.get_host(), options.get_port()));
        let through = proxy.through(options);
        (proxy, through)
    }

    fn through(&self, options: &PgConnectOptions) -> DatabaseUrl {
        DatabaseUrl::Postgres(Box::new(options.clone().host("127.0.0.1").port(self.address.port())))
    }

    pub fn set(&self, line: Line) {
        let mut state = self.shared.lock();
        state.line = line;
        match line {
            Line::Swallowing => state.swallowed += 1,
            Line::Cut => {
                for end in state.open.drain(..) {
                    let _gone = end.shutdown(Shutdown::Both);
                }
            }
            Line::Open | Line::Stalled => {}
        }
        self.shared.changed.notify_all();
    }

    /// New connections go to another server from now on; the ones of before stay silent for ever, as after the failover
    /// of a machine that died.
    pub fn fail_over(&self, server: &str) {
        let mut state = self.shared.lock();
        state.swallowed += 1;
        server.clone_into(&mut state.server);
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: Arc<Self>, client: TcpStream) {
        let mut state = self.lock();
        let epoch = state.swallowed;
        if state.line == Line::Cut {
            return;
        }
        let Ok(server) = TcpStream::connect(&state.server) else { return };
        state.open.extend([&client, &server].into_iter().filter_map(|end| end.try_clone().ok()));
        drop(state);
        let (Ok(client_out), Ok(server_out)) = (client.try_clone(), server.try_clone()) else { return };
        let shared = Arc::clone(&self);
        thread::spawn(move || shared.copy(client, server_out, epoch));
        self.copy(server, client_out, epoch);
    }

    /// Copies one way until either end closes.
    fn copy(&self, mut from: TcpStream, mut to: TcpStream, epoch: u64) {
        let mut buffer = [0; 1 << 14];
        loop {
            let read = from.read(&mut buffer).unwrap_or(0);
            let mut state = self.lock();
            while state.line == Line::Stalled && state.swallowed == epoch {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            let is_silent = state.line == Line::Swallowing || state.swallowed != epoch;
            drop(state);
            match (read, is_silent) {
                // Not even the end is told.
                (0, true) => return,
                (0, false) => {
                    let _gone = to.shutdown(Shutdown::Both);
                    return;
                }
                (_, true) => {}
                (read, false) => {
                    if to.write_all(buffer.get(..read).unwrap_or_default()).is_err() {
                        return;
                    }
                }
            }
        }
    }
}
