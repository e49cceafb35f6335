//! Reading and editing a form.

use relance::{
    draft::template,
    locale::Locale,
    strategy::{ConditionError, Field, StrategyError, builtin},
};

use super::{
    cells::{Input, Slot},
    state::Form,
    strategy::FormError,
};
use crate::console::text::Text;

#[test]
fn every_field_of_every_built_in_strategy_survives_the_form() {
    for strategy in builtin() {
        let form = Form::open(Some(&strategy));
        assert_eq!(form.strategy().expect("it makes sense"), strategy);
        assert!(!form.is_changed());
    }
}

#[test]
fn rows_are_added_and_removed_where_one_stands() {
    let mut form = Form::open(Some(&builtin()[0]));
    form.add_row();
    assert!(matches!(form.strategy(), Err(FormError::Condition(ConditionError::NeedsNumber { .. }))));
    form.step(2);
    let Input::Line(line) = &mut form.cells[form.at].input else { panic!("a value") };
    line.paste("40");
    let three = form.strategy().expect("it makes sense");
    assert_eq!(three.trigger_conditions.len(), 3);
    form.remove_row();
    assert_eq!(form.strategy().expect("it makes sense"), builtin()[0]);
    assert_eq!(form.cells[form.at].slot, Slot::Prompt, "what comes next");
    form.add_row();
    let Input::Line(line) = &mut form.cells[form.at].input else { panic!("a window") };
    line.paste("grandes vacances 07-01 08-31");
    let with_window = form.strategy().expect("it makes sense");
    assert_eq!(with_window.windows[0].name, "grandes vacances");
}

#[test]
fn what_a_condition_compares_by_suits_its_field() {
    let mut form = Form::open(None);
    form.add_row();
    let text = Text(Locale::Fr);
    while form.field(0) != Field::ReservationStatus {
        form.choose(1, text);
    }
    form.step(1);
    assert_eq!(form.choices(Slot::Operator(0), text), ["=", "≠", "contient", "ne contient pas"]);
    form.step(1);
    for status in ["pending", "confirmed", "completed", "cancelled", "pending"] {
        assert!(form.choose(1, text));
        assert_eq!(form.line(Slot::Value(0)), status);
    }
    form.choose(-1, text);
    assert_eq!(form.condition(0).expect("it makes sense").to_string(), "reservation_status contains cancelled");
}

#[test]
fn a_template_is_the_strategys_own_once_it_differs_from_what_it_came_with() {
    let mut form = Form::open(Some(&builtin()[0]));
    form.step(-1);
    assert_eq!(form.cells[form.at].slot, Slot::Template(Locale::En));
    let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
    area.insert_str("{# by hand #}");
    let own = form.strategy().expect("it makes sense").templates;
    assert!(own.len() == 1 && own[&Locale::En].starts_with("{# by hand #}"), "{own:?}");
    let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
    area.insert_str("{% if %}");
    assert!(matches!(form.strategy(), Err(FormError::Strategy(StrategyError::Template { .. }))));
    let Input::Area(area) = &mut form.cells[form.at].input else { panic!("a text") };
    area.select_all();
    area.cut();
    assert_eq!(form.strategy().expect("none at all"), builtin()[0]);
}

#[test]
fn looking_at_a_template_from_a_file_is_no_change() {
    for end in ["", "\n", "\n\n"] {
        let mut strategy = builtin().remove(0);
        let shipped = template::source(&strategy.id.0, Locale::Fr).trim_end();
        strategy.templates.insert(Locale::Fr, format!("{{# by hand #}}\n{shipped}{end}"));
        assert!(!Form::open(Some(&strategy)).is_changed(), "{end:?}");
    }
}
