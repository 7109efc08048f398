using Faro.Log.Projecting;
using JasperFx.Events;
using JasperFx.Events.Projections;

namespace Faro.Log.Tests.Later;

public sealed record AccountSummary(string Owner, long Balance, int Moves, bool Closed)
{
    public required long Largest { get; init; }
}

public class AccountSummaries : StreamProjection<AccountSummary>
{
    public override string Name => "AccountSummary";

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    public override AccountSummary? Project(AccountSummary? view, IEvent e) => e.Data switch
    {
        AccountOpened o => new AccountSummary(o.Owner, 0, 0, false) { Largest = 0 },
        MoneyMoved m => view! with { Balance = view.Balance + m.Amount, Moves = view.Moves + 1, Largest = Math.Max(view.Largest, m.Amount) },
        _ => view,
    };
}

public sealed class Revised : AccountSummaries
{
    public override int Revision => 2;
}

public sealed record Account(string Id, string Owner, long Balance, DateTimeOffset OpenedAt)
{
    public required int Moves { get; init; }
}

public sealed class Accounts : DocumentProjection<Account>
{
    public override string Name => "Account";

    public override ProjectionLifecycle Lifecycle => ProjectionLifecycle.Inline;

    public override IReadOnlyList<Type> Handles => [typeof(AccountOpened), typeof(MoneyMoved)];

    public override Account? Project(Account? view, IEvent e) => e.Data switch
    {
        AccountOpened o => new Account(e.Stream, o.Owner, 0, e.Timestamp) { Moves = 0 },
        MoneyMoved m => view! with { Balance = view.Balance + m.Amount, Moves = view.Moves + 1 },
        _ => view,
    };
}
