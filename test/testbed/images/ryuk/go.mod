module ryuk

go 1.21
