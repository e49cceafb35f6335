-- On SQLite the import key already orders reservations by client. Kept so that both engines have the same numbers.
select 1;
