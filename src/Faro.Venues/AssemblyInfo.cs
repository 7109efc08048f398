using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Faro.Venues.Tests")]
[assembly: InternalsVisibleTo("Faro.Orders")] // the checks of signing vectors only; they leave with them
[assembly: InternalsVisibleTo("Faro.Orders.Tests")]
[assembly: InternalsVisibleTo("Faro.Bench")]
