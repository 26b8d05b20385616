"""Sets of questions: ``sets`` are the values, ``reading`` takes them from files; the folder own holds Firth's."""
