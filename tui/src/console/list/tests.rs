//! Random movements in windows on long lists.

use proptest::prelude::*;
use relance::{
    follow_up::FollowUp,
    store::pages::FollowUpColumn,
    testing::fixtures::{days, follow_up, noon},
};
use uuid::Uuid;

use super::*;

const BY: FollowUpColumn = FollowUpColumn::Due;

/// The rows of a database, in order.
fn table(numbers: impl IntoIterator<Item = i64>) -> Vec<FollowUp> {
    let row = |n: i64| FollowUp {
        id: Uuid::from_u128(n.unsigned_abs().into()),
        scheduled_date: noon() + days(n),
        ..follow_up("a")
    };
    numbers.into_iter().map(row).collect()
}

/// What the database answers.
fn read(table: &[FollowUp], request: &PageRequest<FollowUpColumn>) -> Page<FollowUp> {
    let position = |key: &Key| table.iter().position(|row| row.key(BY) == *key);
    let limit = request.limit as usize;
    let (from, to) = match &request.start {
        Start::First => (0, limit),
        Start::Last => (table.len().saturating_sub(limit), table.len()),
        Start::After(key) => position(key).map_or((0, 0), |p| (p + 1, p + 1 + limit)),
        Start::Before(key) => position(key).map_or((0, 0), |p| (p.saturating_sub(limit), p)),
        Start::At(key) => position(key).map_or((0, 0), |p| (p, p + limit)),
    };
    let to = to.min(table.len());
    Page { rows: table[from..to].to_vec(), is_first: from == 0, is_last: to == table.len() }
}

fn list() -> List<FollowUp, FollowUpColumn> {
    List::new(Sort { by: BY, descending: false })
}

/// Reads until nothing is missing.
fn settle(list: &mut List<FollowUp, FollowUpColumn>, table: &[FollowUp], height: usize) {
    for _ in 0..100 {
        list.cursor.scroll_into_view(height, list.rows().len());
        let Some(request) = list.missing(height) else { return };
        list.store_page(&request, read(table, &request));
    }
    panic!("it goes on asking");
}

proptest! {
    #[test]
    fn the_selected_row_is_always_on_the_screen(
        total in 0usize..500, height in 0usize..60, moves in prop::collection::vec(-600isize..600, 0..20)
    ) {
        let mut cursor = Cursor::default();
        for rows in moves {
            cursor.move_by(rows, total);
            cursor.scroll_into_view(height, total);
            prop_assert!(cursor.selected < total.max(1));
            prop_assert!(cursor.top <= cursor.selected);
            prop_assert!(cursor.selected < cursor.top + height.max(1));
        }
    }

    #[test]
    fn however_one_moves_every_visible_row_is_the_one_that_stands_there(
        total in 1i64..6_000, height in 1usize..60, moves in prop::collection::vec((0u8..6, 0isize..1_500), 0..40)
    ) {
        let table = table(0..total);
        let mut list = list();
        settle(&mut list, &table, height);
        let mut position = 0isize;
        for (kind, rows) in moves {
            match kind {
                0 | 1 => {
                    // Only within the rows in memory, as when keys come faster than answers.
                    let rows = if kind == 0 { rows } else { -rows };
                    let before = list.cursor.selected.cast_signed();
                    list.cursor.move_by(rows, list.rows().len());
                    position += list.cursor.selected.cast_signed() - before;
                }
                2 | 3 => {
                    let jumped = list.jump(kind == 3);
                    if let Some(request) = jumped {
                        list.store_page(&request, read(&table, &request));
                    }
                    position = if kind == 3 { table.len().cast_signed() - 1 } else { 0 };
                }
                _ => {
                    let request = list.reload();
                    prop_assert!(!list.store_page(&request, read(&table, &request)), "nothing has changed");
                }
            }
            settle(&mut list, &table, height);
            prop_assert_eq!(list.selected(), table.get(position.unsigned_abs()));
            prop_assert!(list.rows().len() <= MAX_ROWS + 2 * PAGE as usize);
            let first = list.rows().first().expect("a row").id.as_u128() as usize;
            if let Some(request) = list.to_count() {
                list.counted(&request, Counted { total, before: first as i64 });
            }
            prop_assert_eq!(list.position(), Some(position.unsigned_abs()));
            prop_assert_eq!(list.total(), Some(table.len()));
        }
    }
}

#[test]
fn the_selection_stays_with_its_row_when_others_come_before_it_and_passes_on_when_it_goes() {
    let mut list = list();
    settle(&mut list, &table([2, 4, 6]), 10);
    list.cursor.move_by(1, 3);
    let selected = |list: &List<FollowUp, _>| list.selected().map(|row| row.id.as_u128());
    let reload = list.reload();
    assert!(list.store_page(&reload, read(&table([1, 2, 4, 6]), &reload)));
    assert_eq!((selected(&list), list.position(), list.total()), (Some(4), Some(2), Some(4)));
    let reload = list.reload();
    list.store_page(&reload, read(&table([1, 2, 6]), &reload));
    assert_eq!(selected(&list), Some(6));
}

#[test]
fn rows_of_another_filter_are_shown_until_the_new_ones_are_there() {
    let mut list = list();
    settle(&mut list, &table(0..50), 10);
    list.cursor.move_by(30, 50);
    let late = list.reload();
    list.reset_to(Filter::parse("status:sent").expect("a filter"), list.sort);
    assert_eq!((list.rows().len(), list.total()), (50, None));
    assert!(!list.store_page(&late, read(&table(0..50), &late)), "the answer to another question");
    let request = list.missing(10).expect("to be read");
    assert!(list.store_page(&request, read(&table(7..9), &request)));
    assert_eq!((list.rows().len(), list.cursor.selected, list.total()), (2, 0, Some(2)));
}
