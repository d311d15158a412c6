package store

import "testing"

func TestReviewsStayOnTheList(t *testing.T) { each(t, reviewsStay) }

func reviewsStay(t *testing.T, s *Store) {
	ctx := t.Context()
	person, other := guest(t, s), guest(t, s)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.AddReview(ctx, person, "lessons/hashing/four"))
	must(s.AddReview(ctx, person, "sims/hashing"))
	all, err := s.Reviews(ctx, person)
	if err != nil || len(all) != 2 || all[0].Card != "" || all[0].DueMS > s.ms() {
		t.Fatalf("Reviews = %+v, %v; want two that are due now", all, err)
	}
	must(s.SaveReview(ctx, person, Review{Place: "lessons/hashing/four", Card: `{"Reps":1}`, DueMS: s.ms() + 60_000}))
	must(s.AddReview(ctx, person, "lessons/hashing/four"))
	must(s.SaveReview(ctx, person, Review{Place: "lessons/hashing/never-wrong", Card: "{}", DueMS: 1}))
	all, err = s.Reviews(ctx, person)
	if err != nil || len(all) != 2 || all[0].Place != "sims/hashing" || all[1].Card != `{"Reps":1}` {
		t.Errorf("after a review and another wrong answer: %+v, %v; want the state kept and the later one last", all,
			err)
	}
	e, err := s.Export(ctx, person)
	must(err)
	for range 2 {
		must(s.Import(ctx, other, e))
	}
	if got, err := s.Reviews(ctx, other); err != nil || len(got) != 2 || got[1] != all[1] {
		t.Errorf("imported %+v, %v; want %+v", got, err, all)
	}
}

func TestReadingMarkIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		person := guest(t, s)
		if err := s.SaveReading(t.Context(), person, "reading-room", "rr-001"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.DeleteReading(t.Context(), person, "reading-room", "rr-001"); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Readings(t.Context(), person); err != nil || len(got) != 0 {
			t.Errorf("Readings = %+v, %v; want none", got, err)
		}
	})
}
