using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Faro.Venues.Tests")]
[assembly: InternalsVisibleTo("Faro.Orders.Tests")]
[assembly: InternalsVisibleTo("Faro.Bench")]
[assembly: InternalsVisibleTo("Faro.Conformance")]
