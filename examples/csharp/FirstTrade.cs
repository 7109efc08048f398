using Faro.Client;
using Faro.Client.Api.Api.V1.Events;
using Faro.Client.Api.Models;

namespace FaroExample;

/// <summary>The first trade of the guide: throwaway keys, one order, three calls.</summary>
internal static class FirstTrade
{
    public static async Task Run(Uri url, string key)
    {
        var faro = FaroClient.Create(url, key);
        var accounts = await SandboxAccounts.Open(faro); // throwaway keys with play money; your own keys look the same

        var events = await faro.Api.V1.Events.GetAsync(r => r.QueryParameters = new() { Venue = GetVenueQueryParameterType.Kalshi, Matched = false, Limit = 1 });
        var order = (await faro.Api.V1.Orders.Prepare.PostAsync(new PrepareRequest
        {
            EventId = events!.Events![0].Id,
            Outcome = PrepareRequest_outcome.YES,
            Side = PrepareRequest_side.BUY,
            SizeUsd = 10,
            TimeInForce = PrepareRequest_time_in_force.IOC,
            WalletAddress = accounts.EvmAddress,
            DflowAccount = accounts.SolanaAddress,
            ClientRef = Guid.NewGuid().ToString(),
        }))!;
        foreach (var leg in order.Legs!) Console.WriteLine(leg.Preview!.Summary);

        var legs = await Task.WhenAll(order.Legs.Select(leg => leg.Sign(accounts))); // checks the digest, then signs
        var sent = await faro.Api.V1.Orders.Submit.PostAsync(new SubmitRequest { OrderId = order.Order!.Id, Legs = [.. legs] });
        foreach (var leg in sent!.Legs!) Console.WriteLine($"{leg.Venue} {leg.Status} {leg.VenueOrderId ?? leg.Error?.Message}");

        for (var status = Order_status.Submitted; status == Order_status.Submitted;)
        {
            await Task.Delay(500); // the chain confirms within seconds
            var now = (await faro.Api.V1.Orders[order.Order.Id!.Value].GetAsync())!.Order!;
            Console.WriteLine($"{status = now.Status!.Value}: {now.FilledShares} shares for ${now.FilledUsd}");
        }
    }
}
