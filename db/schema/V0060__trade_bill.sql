-- The trade bill of a day beside its two fund bills.

ALTER TABLE bill_file DROP CONSTRAINT bill_file_account;
ALTER TABLE bill_file ADD CONSTRAINT bill_file_account CHECK (account IN ('operation', 'basic', 'trade'));

ALTER TABLE reconciliation_figure DROP CONSTRAINT reconciliation_figure_account;
ALTER TABLE reconciliation_figure
  ADD CONSTRAINT reconciliation_figure_account CHECK (account IN ('operation', 'basic', 'trade'));

ALTER TABLE reconciliation_difference DROP CONSTRAINT difference_account;
ALTER TABLE reconciliation_difference ADD CONSTRAINT difference_account CHECK (account IN ('operation', 'basic', 'trade'));
