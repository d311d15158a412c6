package web

import "github.com/labstack/echo/v4"

// routes is the site map.
func (s *Server) routes(e *echo.Echo) {
	e.GET("/", s.home)
	e.GET("/lessons/:slug", s.lesson)
	e.POST("/lessons/:slug/read", s.readSection)
	e.POST("/lessons/:slug/check", s.answerCheck)
	e.GET("/sims", s.gallery)
	e.GET("/sims/:slug", s.simulation)
	e.GET("/sims/:slug/explore/:figure", s.explore)
	e.POST("/predictions", s.predict)
	e.GET("/exercises/:slug", s.exercise)
	e.POST("/exercises/:slug", s.submit)
	e.POST("/exercises/:slug/draft", s.draft)
	e.POST("/exercises/:slug/try/:part", s.tryPart)
	e.POST("/exercises/:slug/give-up", s.giveUp)
	e.GET("/claims", s.ledger)
	e.GET("/glossary", s.glossary)
	e.GET("/search", s.search)
	e.GET("/figures", s.figures)
	e.GET("/sources", s.sources)
	e.GET("/me", s.me)
	e.GET("/me/export", s.export)
	e.POST("/me/import", s.importFile)
	e.POST("/me/delete", s.deleteMe)

	api := e.Group("/api/v1")
	api.GET("/sims", s.apiSims)
	api.GET("/sims/:slug", s.apiSim)
	api.GET("/exercises", s.apiExercises)
	api.GET("/exercises/:slug", s.apiExercise)
	api.POST("/exercises/:slug/grade", s.apiGrade)
	api.GET("/claims", s.apiClaims)
	api.GET("/openapi.json", s.openAPI)

	e.GET("/static/*", echo.WrapHandler(s.assets))
	e.GET("/favicon.ico", s.favicon)
	e.GET("/healthz", s.health)
	e.GET("/readyz", s.ready)
	e.GET("/metrics", s.metrics)
}
