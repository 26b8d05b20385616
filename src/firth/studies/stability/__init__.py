"""The same training again: ``train_runs`` trains the runs that are missing, ``resample`` draws their texts."""
