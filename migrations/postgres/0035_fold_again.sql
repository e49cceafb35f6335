-- A profile now holds what the cancelled reservations were worth, and answers for a cancellation only where nothing was
-- kept in the same days: the next analysis reads every reservation again.
update engine_state set watermark = null;
