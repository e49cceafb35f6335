//! The event loop: take all waiting messages, update the state, draw once if anything changed.

use std::{
    future::{Future, poll_fn},
    task::Poll,
    time::{Duration, Instant},
};

use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use ratatui::{Terminal, backend::Backend, layout::Rect};
use relance::courier::Courier;
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{MissedTickBehavior, interval, sleep, sleep_until},
};

use crate::console::{
    message::{Effect, Message},
    runner::Runner,
    state::State,
    terminal::Surface,
    typing::Typing,
    update::{is_harmless, update},
    view,
};

/// Interval of [`Message::Beat`].
const BEAT: Duration = Duration::from_secs(2);

/// Time without an event before [`Message::Idle`]: longer than between two keys while typing.
const IDLE: Duration = Duration::from_millis(250);

/// Runs until the state is over, the events end, or `stop` resolves.
pub async fn run<T, C, E, S>(
    surface: &mut T,
    mut state: State,
    runner: &Runner<C>,
    mut inbox: UnboundedReceiver<Message>,
    mut events: E,
    stop: S,
) -> anyhow::Result<State>
where
    T: Surface,
    <T::Backend as Backend>::Error: Send + Sync + 'static,
    C: Courier + Clone + Send + Sync + 'static,
    E: Stream<Item = std::io::Result<Event>> + Unpin,
    S: Future<Output = ()>,
{
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tokio::pin!(stop);
    let size = surface.terminal().size()?;
    let (mut meter, mut typing) = (Meter::default(), Typing::default());
    let mut waiting = vec![Message::resize(size.width, size.height)];
    loop {
        handle_messages(&mut state, waiting.drain(..), surface, runner)?;
        if state.is_over {
            return Ok(state);
        }
        if std::mem::take(&mut state.shared.is_changed) {
            fit(surface.terminal(), state.shared.size)?;
            surface.terminal().draw(|frame| view::render(&state, frame))?;
        }
        let due = typing.due();
        if due.is_none() {
            meter.drawn(state.is_answered());
        }
        tokio::select! {
            () = &mut stop => return Ok(state),
            event = events.next() => match event {
                Some(Ok(event)) => {
                    meter.pressed(&event);
                    waiting.extend(typing.take(event, Instant::now(), |key| is_harmless(&state, key)));
                }
                // The terminal is gone.
                Some(Err(_)) | None => {
                    handle_messages(&mut state, typing.end().into_iter(), surface, runner)?;
                    return Ok(state);
                }
            },
            () = sleep_until(due.unwrap_or_else(Instant::now).into()), if due.is_some() => waiting.extend(typing.end()),
            Some(message) = inbox.recv() => waiting.push(message),
            _ = beat.tick() => waiting.push(Message::Beat),
            () = sleep(IDLE), if state.shared.has_idle_query => waiting.push(Message::Idle),
        }
        waiting.extend(drain_waiting(&mut events, &mut inbox, &mut typing, &state).await);
    }
}

/// Gives the terminal the area that is drawn.
fn fit<B: Backend>(terminal: &mut Terminal<B>, (columns, rows): (u16, u16)) -> Result<(), B::Error> {
    let area = Rect::new(0, 0, columns, rows);
    if terminal.get_frame().area() == area { Ok(()) } else { terminal.resize(area) }
}

/// Takes all other waiting messages, so that they are drawn together.
async fn drain_waiting(
    events: &mut (impl Stream<Item = std::io::Result<Event>> + Unpin),
    inbox: &mut UnboundedReceiver<Message>,
    typing: &mut Typing,
    state: &State,
) -> Vec<Message> {
    let mut waiting = Vec::new();
    // Poll with this task's waker, not a no-op one: the terminal's stream keeps the first waker it is given.
    while let Poll::Ready(Some(Ok(event))) = poll_fn(|cx| Poll::Ready(events.poll_next_unpin(cx))).await {
        waiting.extend(typing.take(event, Instant::now(), |key| is_harmless(state, key)));
    }
    while let Ok(message) = inbox.try_recv() {
        waiting.push(message);
    }
    waiting
}

/// Handles messages in order, until the console is over.
fn handle_messages<T, C>(
    state: &mut State,
    messages: impl Iterator<Item = Message>,
    surface: &mut T,
    runner: &Runner<C>,
) -> std::io::Result<()>
where
    T: Surface,
    C: Courier + Clone + Send + Sync + 'static,
{
    for message in std::iter::once(Message::Clock(runner.worker.clock.now())).chain(messages) {
        for effect in update(state, message) {
            match effect {
                Effect::Terminal(call) => {
                    surface.call(call)?;
                    state.shared.is_changed = true;
                }
                Effect::Task(task) => runner.start(task),
            }
        }
        if state.is_over {
            break;
        }
    }
    Ok(())
}

/// Measures the time from a key to the next frame, and to the answers of the queries it started. Logged with
/// `RUST_LOG=relance::console=debug`.
#[derive(Default)]
struct Meter {
    pressed: Option<Instant>,
    framed: Option<Duration>,
}

impl Meter {
    fn pressed(&mut self, event: &Event) {
        if matches!(event, Event::Key(_)) {
            *self = Self { pressed: Some(Instant::now()), framed: None };
        }
    }

    /// Called after each turn of the loop; `is_answered`: nothing that the user waits for is running.
    fn drawn(&mut self, is_answered: bool) {
        let Some(pressed) = self.pressed else { return };
        let framed = *self.framed.get_or_insert_with(|| pressed.elapsed());
        if is_answered {
            let (frame, data) = (framed.as_micros() as u64, pressed.elapsed().as_micros() as u64);
            tracing::debug!(frame, data, "answered");
            self.pressed = None;
        }
    }
}
